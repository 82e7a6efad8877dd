using ModelServing.Statistics.Sequential;
using ModelServing.Statistics.Stationarity;
using Xunit;

namespace ModelServing.Statistics.Tests;

public class StationarityTests
{
    private const double Shape = 3;

    [Fact]
    public void Truncation_SettledSeries_LeavesOutNextToNothing()
    {
        var random = new Random(1);
        var cuts = Enumerable.Range(0, 200).Select(_ => MarginalStandardError.Truncation(Noise(random, 500, _ => 10))).ToList();

        // A cut of the last half is no cut: it happens by chance, seldom.
        Assert.InRange(cuts.Count(cut => cut is null), 0, 10);
        Assert.InRange(cuts.OfType<int>().Average(), 0, 60);
    }

    [Fact]
    public void Truncation_SlowStart_FindsItsEnd()
    {
        var random = new Random(2);

        var cut = MarginalStandardError.Truncation(Noise(random, 1000, i => i < 200 ? 50 : 10));

        Assert.InRange(cut!.Value, 200, 260); // there is a settled part
    }

    [Fact]
    public void Truncation_SeriesThatNeverSettles_IsNull() => Assert.Null(MarginalStandardError.Truncation([.. Enumerable.Range(0, 100).Select(i => 100.0 - i)]));

    [Fact]
    public void Truncation_TooShort_IsNull() => Assert.Null(MarginalStandardError.Truncation([.. Enumerable.Repeat(1.0, 49)]));

    [Fact]
    public void Score_SettledSeries_IsSeldomBeyondThree()
    {
        var random = new Random(3);

        Assert.InRange(Enumerable.Range(0, 500).Count(_ => Math.Abs(Geweke.Score(Noise(random, 400, _ => 10)) ?? 9) > 3), 0, 20);
    }

    [Fact]
    public void Score_SlowStart_IsFarAboveThree() => Assert.True(Geweke.Score(Noise(new Random(4), 1000, i => i < 100 ? 50 : 10)) > 10);

    [Theory]
    [InlineData(99, null)]
    [InlineData(100, 0.0)]
    public void Score_Constant_IsZeroWhereThereIsEnough(int count, double? expected) => Assert.Equal(expected, Geweke.Score([.. Enumerable.Repeat(5.0, count)]));

    [Fact]
    public void Sequence_LookedAtAllTheTime_ExcludesTheTruthSeldom()
    {
        var random = new Random(5);
        var wrong = Enumerable.Range(0, 200).Count(_ =>
        {
            var over = 0;
            for (var n = 1; n <= 2000; n++)
            {
                over += random.NextDouble() < 0.01 ? 1 : 0;
                if (n % 20 == 0 && ProportionSequence.Interval(over, n) is { } interval && !interval.Contains(0.01))
                {
                    return true;
                }
            }

            return false;
        });

        Assert.InRange(wrong, 0, 10);
    }

    /// <summary>Skewed noise, as latencies have it, around a level.</summary>
    private static double[] Noise(Random random, int count, Func<int, double> level) =>
        [.. Enumerable.Range(0, count).Select(i => level(i) * Enumerable.Range(0, (int)Shape).Sum(_ => -Math.Log(1 - random.NextDouble())) / Shape)];
}
