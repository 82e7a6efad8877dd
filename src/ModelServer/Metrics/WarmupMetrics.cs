using ModelServing.Inference.Errors;

namespace ModelServing.ModelServer.Metrics;

/// <summary>What warm-ups read and how long they took.</summary>
internal sealed class WarmupMetrics
{
    private readonly HistogramFamily _latency = new("/tensorflow/serving/model_warmup_latency", HistogramFamily.Exponential(10, 1.8, 33), "model_path", "status");
    private readonly CounterFamily _records = new("/tensorflow/serving/model_warmup_records_read", "model_path", "status");

    public IEnumerable<MetricFamily> Families => [_latency, _records];

    public void Record(string path, ErrorCode status, int records, TimeSpan elapsed)
    {
        var labels = new Labels(path, status.Name());
        _latency.Record(labels, elapsed.TotalMicroseconds);
        _records.Add(labels, records);
    }
}
