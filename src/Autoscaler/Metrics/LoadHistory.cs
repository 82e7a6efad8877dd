namespace ModelServing.Autoscaler.Metrics;

/// <summary>A load on an aligned grid: slot i is at <c>Start + i·Step</c>; NaN is a gap, which is never the same as zero.</summary>
internal sealed record LoadHistory(DateTimeOffset Start, TimeSpan Step, double[] Values)
{
    public DateTimeOffset End => Start + ((Values.Length - 1) * Step);
}
