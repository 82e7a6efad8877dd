using System.Diagnostics;
using ModelServing.BenchmarkWorker.Runs;
using ModelServing.BenchmarkWorker.Targets;

namespace ModelServing.BenchmarkWorker.Telemetry;

/// <summary>Spans of a run, its blocks, and one request in 128: enough to find the run in a trace view without measuring the tracer.</summary>
internal static class BenchmarkTelemetry
{
    public const string SourceName = "ModelServing.Benchmark";
    private static readonly ActivitySource Source = new(SourceName);

    public static Activity? StartRun(BenchmarkPlan plan)
    {
        var activity = Source.StartActivity("benchmark run");
        activity?.SetTag("benchmark.concurrency", plan.ConcurrentRequests);
        activity?.SetTag("benchmark.rate", plan.Rate);
        activity?.SetTag("benchmark.platforms", string.Join(',', plan.Targets.Select(target => target.Name)));
        return activity;
    }

    public static Activity? StartBlock(PreparedTarget target, Block block)
    {
        var activity = Source.StartActivity("benchmark block");
        activity?.SetTag("benchmark.platform", target.Target.Name);
        activity?.SetTag("benchmark.round", block.Round);
        activity?.SetTag("benchmark.requests", block.Requests);
        return activity;
    }

    /// <summary>Starts a request's span under its block's: in an open loop, threads that know nothing of the block carry the requests.</summary>
    /// <param name="target">Where it goes.</param>
    /// <param name="block">The block's span.</param>
    public static Activity? StartRequest(PreparedTarget target, ActivityContext block)
    {
        var activity = Source.StartActivity("POST predict", ActivityKind.Client, block);
        activity?.SetTag("url.full", target.PredictUrl.AbsoluteUri);
        activity?.SetTag("http.request.method", "POST");
        activity?.SetTag("server.address", target.PredictUrl.Host);
        return activity;
    }

    /// <summary>Says that a request did not succeed, and how.</summary>
    public static void Fail(Activity? activity, string kind)
    {
        activity?.SetTag("error.type", kind);
        activity?.SetStatus(ActivityStatusCode.Error);
    }
}
