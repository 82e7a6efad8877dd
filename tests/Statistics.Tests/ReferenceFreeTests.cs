using CsCheck;
using ModelServing.Statistics.Dependence;
using ModelServing.Statistics.Means;
using ModelServing.Statistics.Planning;
using ModelServing.Statistics.Proportions;
using ModelServing.Statistics.Quantiles;
using ModelServing.Statistics.Ranks;
using ModelServing.Statistics.Sequential;
using ModelServing.Statistics.Traffic;
using Xunit;

namespace ModelServing.Statistics.Tests;

/// <summary>Facts that hold without the reference table.</summary>
public class ReferenceFreeTests
{
    private static readonly double[] Odd = [double.NaN, double.PositiveInfinity, 0, 1e300, 5];

    [Fact]
    public void Welch_AnyData_NeverThrowsAndKeepsPWithinOne()
    {
        var value = Gen.OneOf(Gen.Double[-1e6, 1e6], Gen.Int[0, 4].Select(i => Odd[i]));
        Gen.Select(value.Array[0, 6], value.Array[0, 6]).Sample((control, treatment) =>
        {
            var test = TTest.Welch(control, treatment);
            return test.Status == StatisticStatus.Ok ? test.PTwoSided is >= 0 and <= 1 && test.Interval is not null : test.PTwoSided is null;
        });
    }

    [Fact]
    public void Welch_NoDifferenceUnequalArms_RejectsAboutFivePercent()
    {
        var random = new Random(20261123);
        var rejected = Enumerable.Range(0, 2000).Count(_ => TTest.Welch(Draw(random, 180, 5), Draw(random, 20, 10)).PTwoSided < 0.05);

        Assert.InRange(rejected, 70, 132);
    }

    [Fact]
    public void TwoSampleT_EffectsOfEitherSign_HaveTheSamePower() => Assert.Equal(Power.TwoSampleT(0.5, 100, 100)!.Value, Power.TwoSampleT(-0.5, 100, 100)!.Value, 1e-12); // a valid plan has a power

    [Theory]
    [InlineData(0, 10, 10)]
    [InlineData(0.5, 1, 10)]
    public void TwoSampleT_DegeneratePlan_IsDefinedOrNull(double effect, double control, double treatment)
    {
        double? expected = control < 2 ? null : 0.05;

        Assert.Equal(expected, Power.TwoSampleT(effect, control, treatment) is { } power ? Math.Round(power, 6) : (double?)null);
    }

    [Fact]
    public void SampleRatioTest_TrafficForAnArmWithoutWeight_IsInvalid() => Assert.Equal(StatisticStatus.InvalidInput, SampleRatio.Test([10, 1], [1, 0]).Status);

    [Fact]
    public void Compare_NoObservations_IsInsufficientData() => Assert.Equal(StatisticStatus.InsufficientData, TwoProportions.Compare(0, 0, 1, 10).Status);

    [Fact]
    public void Interval_NinetyNinthOfAThousand_NamesTheRanks() =>
        Assert.Equal((983L, 997L), (OrderStatistics.Interval(1000, 0.99).RankLow, OrderStatistics.Interval(1000, 0.99).RankHigh));

    [Fact]
    public void Paired_ListsOfUnequalLength_AreInvalid() => Assert.Equal(StatisticStatus.InvalidInput, TTest.Paired([1, 2, 3], [1, 2]).Status);

    [Fact]
    public void Test_ShiftOfPairs_IsTheMedianOfTheMeansOfEveryTwo()
    {
        var test = SignedRank.Test([0, 0, 0, 0], [1, 2, 3, 100]);

        Assert.Equal(2.75, test.Shift!.Value, 1e-12); // (1, 1.5, 2, 2, 2.5, 3, 50.5, 51, 51.5, 100) has the middle 2.5 and 3
    }

    [Fact]
    public void PairsNeeded_MoreThanTheyScatter_FindWhatTheyShould()
    {
        Assert.Equal(10, Power.PairsNeeded(1, 1)); // the textbook's ten pairs for one standard deviation
        Assert.Null(Power.PairsNeeded(0, 1));
        Assert.InRange(Power.PairsNeeded(0.01, 1)!.Value, 78_000, 79_000); // (1.96 + 0.84)² · 10⁴
    }

    [Fact]
    public void Geweke_TrendAndNone_AreToldApart()
    {
        var random = new Random(7);
        var flat = Draw(random, 200, 1);

        Assert.InRange(SerialDependence.Geweke(flat)!.Value, -3, 3); // 200 observations have both ends
        Assert.True(SerialDependence.Geweke([.. flat.Select((value, i) => value + (0.05 * i))]) > 3);
        Assert.Null(SerialDependence.Geweke([1, 2, 3]));
    }

    [Fact]
    public void Interval_OfAProportionAtEveryLook_CoversAsPromised()
    {
        var random = new Random(11);
        var missed = Enumerable.Range(0, 300).Count(_ =>
        {
            var (hits, wrong) = (0, false);
            for (var n = 1; n <= 300 && !wrong; n++)
            {
                hits += random.NextDouble() < 0.1 ? 1 : 0;
                wrong = n % 10 == 0 && !ProportionSequence.Interval(hits, n)!.Value.Contains(0.1); // counts that can be
            }

            return wrong;
        });

        Assert.InRange(missed, 0, 15);
    }

    [Fact]
    public void Bounds_FractionsThatDoNotRise_AreNone() => Assert.Empty(GroupSequential.Bounds([0.5, 0.4], AlphaSpending.OBrienFleming));

    private static double[] Draw(Random random, int count, double deviation) => [.. Enumerable.Range(0, count).Select(_ =>
        deviation * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()))];
}
