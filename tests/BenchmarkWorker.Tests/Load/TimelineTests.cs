using System.Diagnostics;
using CsCheck;
using HdrHistogram;
using ModelServing.BenchmarkWorker.Load;
using Xunit;

namespace ModelServing.BenchmarkWorker.Tests.Load;

public class TimelineTests
{
    private static readonly long Second = Stopwatch.Frequency;

    [Fact]
    public void Read_AStall_IsARowWithoutAnswers()
    {
        var timeline = new Timeline(0, 2);
        timeline.Succeed(0, Second / 2, Second / 100);
        timeline.Fail(Second / 2);
        timeline.Succeed(1, 3 * Second - 1, 2 * Second);

        var rows = timeline.Read(TimeSpan.FromSeconds(3.5));

        Assert.Equal([(0.0, 1.0, 1L, 1L), (1.0, 1.0, 0L, 0L), (2.0, 1.0, 1L, 0L), (3.0, 0.5, 0L, 0L)], rows.Select(row => (row.Start, row.Length, row.Succeeded, row.Failed)));
        Assert.Equal(10, rows[0].MaximumMilliseconds ?? 0, 0.01);
        Assert.Equal(2000, rows[2].Percentile(0.99) ?? 0, 20.0);
        Assert.Null(rows[1].Percentile(0.5));
    }

    [Fact]
    public void Read_AShortRest_BelongsToTheRowBefore()
    {
        var timeline = new Timeline(0, 2);
        timeline.Succeed(0, Second + Second / 10, 1000);

        var rows = timeline.Read(TimeSpan.FromSeconds(1.1));

        Assert.Equal([(0.0, 1.1, 1L)], rows.Select(row => (row.Start, row.Length, row.Succeeded)));
    }

    [Fact]
    public void Read_ADay_HasNoMoreRowsThanTwoMinutes()
    {
        var timeline = new Timeline(0, 2);
        for (var second = 0; second < 86_400; second += 10)
        {
            timeline.Succeed(second / 10, second * Second, 1000);
        }

        var rows = timeline.Read(TimeSpan.FromDays(1));

        Assert.InRange(rows.Count, Timeline.MostSlices / 2, Timeline.MostSlices);
        Assert.Equal(8640, rows.Sum(row => row.Succeeded));
        Assert.Equal(86_400, rows.Sum(row => row.Length), 0.001);
        Assert.All(rows.SkipLast(1), row => Assert.InRange(row.Succeeded, 102, 103));
    }

    [Fact]
    public void Read_LatenciesOfAllSizes_AreWhatAHistogramOfTheLibraryHolds()
    {
        var random = new Random(3);
        var timeline = new Timeline(0, 4);
        var twin = new LongHistogram(1, LatencyBuckets.HighestValue, LatencyBuckets.Digits);
        for (var i = 0; i < 50_000; i++)
        {
            var units = (long)Math.Pow(10, 9 * random.NextDouble());
            timeline.Succeed(random.Next(4), i * (300 * Second / 50_000), (Stopwatch.Frequency / 10_000_000 * units) + 50);
            twin.RecordValue(units);
        }

        var rows = timeline.Read(TimeSpan.FromSeconds(300));
        var merged = new LongHistogram(1, LatencyBuckets.HighestValue, LatencyBuckets.Digits);
        foreach (var row in rows)
        {
            merged.Add(row.ToHistogram());
        }

        Assert.Equal(75, rows.Count); // of four seconds, after two mergers
        Assert.All(Enumerable.Range(0, LatencyBuckets.Count).Select(LatencyBuckets.LowestOf), value => Assert.Equal(twin.GetCountAtValue(value), merged.GetCountAtValue(value)));
        Assert.Equal(50_000, merged.TotalCount);
        Assert.All(rows, row => Assert.Equal(50_000 / 75.0, row.Succeeded, 1.0));
    }

    [Fact]
    public void LatencyBuckets_AnyValue_HasTheBucketOfTheLibrary()
    {
        var twin = new LongHistogram(1, LatencyBuckets.HighestValue, LatencyBuckets.Digits);

        Gen.Long[1, LatencyBuckets.HighestValue].Sample(value => Assert.Equal(twin.LowestEquivalentValue(value), LatencyBuckets.LowestOf(LatencyBuckets.IndexOf(value))));
        Assert.All(Enumerable.Range(1, 2000), value => Assert.Equal(twin.LowestEquivalentValue(value), LatencyBuckets.LowestOf(LatencyBuckets.IndexOf(value))));
        Assert.Equal((1, LatencyBuckets.Count - 1), (LatencyBuckets.IndexOf(-5), LatencyBuckets.IndexOf(long.MaxValue)));
    }

    [Fact]
    public void HistogramText_RoundTrip_KeepsEveryCount()
    {
        var histogram = LatencyRecorder.NewHistogram();
        foreach (var value in new long[] { 1, 50_000, 50_000, 900_000_000 })
        {
            histogram.RecordValue(value);
        }

        var read = HistogramText.Read(HistogramText.Write(histogram));

        Assert.Equal(4, read?.TotalCount);
        Assert.Equal(2, read?.GetCountAtValue(50_000));
        Assert.Equal(histogram.GetValueAtPercentile(100), read?.GetValueAtPercentile(100));
        Assert.Null(HistogramText.Write(LatencyRecorder.NewHistogram()));
    }
    [Fact]
    public void HistogramText_OfMillionsOfLatencies_RoundTrips()
    {
        var histogram = LatencyRecorder.NewHistogram();
        var random = new Random(1);
        for (var i = 0; i < 60_000; i++)
        {
            // Counts of every size in every bucket: what does not repeat does not compress.
            histogram.RecordValueWithCount((long)Math.Exp(random.NextDouble() * 20) + 1, random.Next(1, 1_000_000));
        }

        var text = HistogramText.Write(histogram);
        var read = HistogramText.Read(text);

        Assert.True(text?.Length > 20_000, "compressed, it is longer than one read of an inflater gives");
        Assert.Equal(histogram.TotalCount, read?.TotalCount);
        Assert.Equal(histogram.GetValueAtPercentile(99.9), read?.GetValueAtPercentile(99.9));
    }
}
