using ModelServing.Benchmarks.Load;
using ModelServing.Benchmarks.Models;
using ModelServing.Benchmarks.Reports;
using ModelServing.Benchmarks.Servers;

namespace ModelServing.Benchmarks.Scenarios;

/// <summary>A model of about a million parameters, one row a request, 32 requests at a time: what sharing runs is worth.</summary>
internal static class BatchingScenario
{
    private static readonly Goal Faster = new(2, 3);

    public static async Task RunAsync()
    {
        using var folder = new TemporaryFolder();
        BenchmarkModels.WritePerceptron(folder.In("1"), 1024, 256);
        await RunInProcessAsync(folder.In("1"));
        await using var batched = await ServerProcess.StartModelServerAsync(folder.Path, "--enable_batching");
        await using var single = await ServerProcess.StartModelServerAsync(folder.Path);
        var picture = Requests.Pictures(1);
        var request = Requests.Predict(picture, asContent: true);
        var body = Requests.Json(picture);
        (string Way, Func<ServerProcess, Task<LoadResult>> MeasureAsync)[] ways =
        [
            ("gRPC", server => H2Load.CallAsync(server.GrpcPort, Requests.Method, request, 3)),
            ("REST", server => Wrk.PostAsync(server.RestPort, Requests.Path, body, 3)),
        ];
        foreach (var (way, measureAsync) in ways)
        {
            await CompareAsync(way, shared => measureAsync(shared ? batched : single));
            var together = await ProcessorCost.MeasureAsync($"batched, {way}", batched, () => measureAsync(batched));
            var alone = await ProcessorCost.MeasureAsync($"each on its own, {way}", single, () => measureAsync(single));
            Report.Figure($"requests that the server's own processor time allows, {way}", alone / together, "x");
        }
    }

    /// <summary>Compares rates and 99th percentiles; the measurement is told whether runs are to be shared.</summary>
    public static async Task CompareAsync(string way, Func<bool, Task<LoadResult>> measureAsync)
    {
        List<double> shared = [];
        List<double> alone = [];
        await Rounds.CompareAsync($"batched, {way}", () => KeepAsync(measureAsync(true), shared), $"each on its own, {way}", () => KeepAsync(measureAsync(false), alone), Faster);
        var (left, right) = (Report.Median(shared), Report.Median(alone));
        if (double.IsFinite(left))
        {
            Report.Figure($"batched, {way}: 99th percentile", left, "ms");
            Report.Figure($"each on its own, {way}: 99th percentile", right, "ms");
            Report.Figure("ratio of the 99th percentiles", left / right, "x", new Goal(1, 0.5, LessIsBetter: true));
        }
    }

    private static async Task RunInProcessAsync(string folder)
    {
        using var batched = new ServableLoop(folder, batches: true);
        using var single = new ServableLoop(folder, batches: false);

        // No percentiles here: without a network the thread pool serves the caller it has just served, and the others hardly at all.
        await Rounds.CompareAsync(
            "batched, in process", () => batched.RunAsync(TimeSpan.FromSeconds(3)), "each on its own, in process", () => single.RunAsync(TimeSpan.FromSeconds(3)), Faster);
    }

    private static async Task<LoadResult> KeepAsync(Task<LoadResult> measured, List<double> latencies)
    {
        var result = await measured;
        latencies.Add(result.P99Milliseconds);
        return result;
    }
}
