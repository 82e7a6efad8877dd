using System.Collections.Concurrent;
using System.Diagnostics;
using ModelServing.BenchmarkWorker.Telemetry;
using Xunit;

namespace ModelServing.BenchmarkWorker.Tests.Telemetry;

/// <summary>Spans and what servers see of them.</summary>
public class TraceTests
{
    [Theory]
    [InlineData(null)]
    [InlineData(200.0)]
    public async Task Run_Traced_HangsRequestsUnderTheirBlockAndSendsASampledTraceparent(double? rate)
    {
        ConcurrentBag<Activity> activities = [];
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == BenchmarkTelemetry.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activities.Add,
        };
        ActivitySource.AddActivityListener(listener);
        ConcurrentBag<string?> seen = [];
        await using var server = await FakeModelServer.StartAsync((context, _) =>
        {
            if (context.Request.Headers.TryGetValue("traceparent", out var traceparent))
            {
                seen.Add(traceparent);
            }

            return Task.FromResult(false);
        });
        using var test = new Activity("test").Start();

        await Plans.RunAsync(Plans.For((BenchmarkWorker.Targets.Platform.TensorFlow, server.Url)) with { Rate = rate, TotalRequests = 40, Repeats = 2, WarmupRequests = 0 });

        Activity[] own = [.. activities.Where(activity => activity.TraceId == test.TraceId)];
        var run = Assert.Single(own, activity => activity.OperationName == "benchmark run");
        Activity[] blocks = [.. own.Where(activity => activity.OperationName == "benchmark block")];
        Activity[] requests = [.. own.Where(activity => activity.OperationName == "POST predict")];
        Assert.Equal([run.SpanId, run.SpanId], blocks.Select(block => block.ParentSpanId));
        Assert.Equal(blocks.Select(block => block.SpanId.ToString()).Order(), requests.Select(request => request.ParentSpanId.ToString()).Order());
        Assert.All(requests, request =>
        {
            Assert.EndsWith("-01", request.Id, StringComparison.Ordinal);
            Assert.Equal(200, request.GetTagItem("http.response.status_code"));
        });
        Assert.Equal(requests.Select(request => request.Id).Order(), seen.Order());
    }
}
