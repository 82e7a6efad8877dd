using System.Diagnostics;
using ModelServing.BenchmarkWorker.Load;
using Xunit;

namespace ModelServing.BenchmarkWorker.Tests.Load;

public class LatencyTotalsTests
{
    [Fact]
    public void Percentile_OfAKnownSample_IsWithinThreeDigits()
    {
        var totals = Totals(Enumerable.Range(1, 1000).Select(milliseconds => (double)milliseconds));

        Assert.Equal(500, totals.Percentile(0.5)!.Value, 1.0); // not empty
        Assert.Equal(990, totals.Percentile(0.99)!.Value, 1.0); // not empty
        Assert.Equal((1.0, 1000.0, 500.5), (totals.MinimumMilliseconds!.Value, totals.MaximumMilliseconds!.Value, totals.MeanMilliseconds!.Value)); // not empty
        Assert.Equal(983, totals.AtRank(983)!.Value, 1.0); // not empty
    }

    [Fact]
    public void Record_LongerThanTheRange_IsClampedAndCounted()
    {
        var totals = Totals([1, 3_600_000]);

        Assert.Equal((1L, 3_600_000.0), (totals.Overflow, totals.MaximumMilliseconds!.Value)); // not empty
    }

    [Fact]
    public void Percentile_OfNothing_IsNull() => Assert.Equal((null, null, null), (new LatencyTotals().Percentile(0.5), new LatencyTotals().MeanMilliseconds, new LatencyTotals().AtRank(1)));

    private static LatencyTotals Totals(IEnumerable<double> milliseconds)
    {
        var (recorder, totals) = (new LatencyRecorder(), new LatencyTotals());
        foreach (var value in milliseconds)
        {
            recorder.Record((long)(value / 1000 * Stopwatch.Frequency));
        }

        recorder.AddTo(totals);
        return totals;
    }
}
