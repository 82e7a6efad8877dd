using System.Globalization;
using ModelServing.ModelServer.Batching;

namespace ModelServing.ModelServer.Metrics;

/// <summary>How requests wait, and how they share runs.</summary>
internal sealed class BatchingMetrics
{
    private const string Path = "/tensorflow/serving/batching_session/";

    // The thread pool's name is empty, as in the original's open-source build.
    private static readonly Labels Pool = new("");
    private static readonly double[] Sizes = HistogramFamily.Exponential(1, 2, 14);

    private readonly HistogramFamily _queueing = new(Path + "queuing_latency", HistogramFamily.Exponential(100, 1.2, 52), "thread_pool_name");
    private readonly CounterFamily _runs = new(Path + "wrapped_run_count");
    private readonly HistogramFamily _padding = new(Path + "padding_size", Sizes, "execution_batch_size");
    private readonly HistogramFamily _inputSizes = new(Path + "input_batch_size", Sizes);
    private readonly HistogramFamily _processed = new(Path + "processed_batch_size", Sizes);

    public IEnumerable<MetricFamily> Families => [_queueing, _runs, _padding, _inputSizes, _processed];

    public void Queued(TimeSpan time) => _queueing.Record(Pool, time.TotalMicroseconds);

    /// <summary>Records a run of <paramref name="rows"/> rows, padded to <paramref name="size"/>. The size of a task counts once for each of its inputs.</summary>
    public void Run(List<BatchTask> tasks, int inputs, long rows, long size)
    {
        _runs.Add(default, 1);
        _padding.Record(new Labels(size.ToString(CultureInfo.InvariantCulture)), size - rows);
        _processed.Record(default, size);
        foreach (var task in tasks)
        {
            for (var i = 0; i < inputs; i++)
            {
                _inputSizes.Record(default, task.Rows);
            }
        }
    }
}
