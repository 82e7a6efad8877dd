using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using ModelServing.Benchmarks.Load;
using ModelServing.Benchmarks.Models;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Batching;
using ModelServing.ModelServer.Loading;
using ModelServing.ModelServer.Metrics;
using ModelServing.ModelServer.Servables;
using ModelServing.ModelServer.Serving;
using DataType = ModelServing.Inference.Tensors.DataType;

namespace ModelServing.Benchmarks.Scenarios;

/// <summary>Callers inside the process, each with one row at a time: the model and its queues without a protocol.</summary>
internal sealed class ServableLoop : IDisposable
{
    private const int Callers = 32;

    private readonly RunDeadlines _deadlines = new(TimeProvider.System);
    private readonly BatchScheduler _scheduler = new(Environment.ProcessorCount, TimeProvider.System);
    private readonly Servable _servable;

    public ServableLoop(string folder, bool batches)
    {
        var loader = new SavedModels(new SavedModelLoader(TimeProvider.System, NullLogger<SavedModelLoader>.Instance), new LoadOptions());
        var id = new ServableId("m", 1);
        if (!loader.TryLoad(id, folder, out var model, out var error))
        {
            throw new InvalidOperationException(error.Message);
        }

        _servable = new Servable(id, batches ? new BatchedModel(model, new BatchingOptions(), _scheduler, new BatchingMetrics(), TimeProvider.System) : model);
    }

    public async Task<LoadResult> RunAsync(TimeSpan duration)
    {
        var started = Stopwatch.GetTimestamp();
        var latencies = await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(() => CallAsync(started, duration))));
        var all = latencies.SelectMany(list => list).Order().ToArray();
        return new LoadResult(all.Length / Stopwatch.GetElapsedTime(started).TotalSeconds, all[(int)(0.99 * (all.Length - 1))].TotalMilliseconds, all.Length, 0);
    }

    public void Dispose()
    {
        _servable.Release();
        _scheduler.Dispose();
        _deadlines.Dispose();
    }

    private async Task<List<TimeSpan>> CallAsync(long started, TimeSpan duration)
    {
        List<TimeSpan> latencies = [];
        var x = Tensor.FromBytes(DataType.Float, [1, BenchmarkModels.Pixels], new byte[BenchmarkModels.Pixels * sizeof(float)]);
        var inputs = new Dictionary<string, Tensor> { ["x"] = x };
        while (Stopwatch.GetElapsedTime(started) < duration)
        {
            var sent = Stopwatch.GetTimestamp();
            var result = await new ModelRun(_servable, "serving_default", inputs, null).RunAsync(TimeSpan.FromSeconds(30), _deadlines, CancellationToken.None);
            if (result.Error is not null)
            {
                throw new InvalidOperationException(result.Error.ToString());
            }

            latencies.Add(Stopwatch.GetElapsedTime(sent));
        }

        return latencies;
    }
}
