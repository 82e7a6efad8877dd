using System.Diagnostics;
using ModelServing.BenchmarkWorker.Runs;
using ModelServing.BenchmarkWorker.Targets;

namespace ModelServing.BenchmarkWorker.Telemetry;

/// <summary>Spans of a run, its blocks, and one request in 128: enough to find the run in a trace view without measuring the tracer.</summary>
internal static class BenchmarkTelemetry
{
    private static readonly ActivitySource Source = new("ModelServing.Benchmark");

    public static Activity? StartRun(BenchmarkPlan plan)
    {
        var activity = Source.StartActivity("benchmark run");
        activity?.SetTag("benchmark.concurrency", plan.ConcurrentRequests);
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

    public static Activity? StartRequest(PreparedTarget target)
    {
        var activity = Source.StartActivity("POST predict", ActivityKind.Client);
        activity?.SetTag("url.full", target.PredictUrl.AbsoluteUri);
        activity?.SetTag("http.request.method", "POST");
        return activity;
    }
}
