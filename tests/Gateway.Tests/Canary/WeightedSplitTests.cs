using CsCheck;
using ModelServing.Gateway.Canary;
using ModelServing.Gateway.Routes;

namespace ModelServing.Gateway.Tests.Canary;

public sealed class WeightedSplitTests
{
    [Fact]
    public void Pick_TenPercentOfFiveThousand_StaysWithinTwoPoints()
    {
        var split = Split(90, 10);
        var random = new Random(1);

        var canary = Enumerable.Range(0, 5_000).Count(_ => split.Pick(random)?.Service == "s1");

        Assert.InRange(canary / 5_000.0, 0.08, 0.12);
    }

    [Fact]
    public void Pick_AnyWeights_ChoosesInProportionAndNeverAZero() =>
        Gen.Int[0, 100].Array[2, 5].Where(weights => weights.Sum() > 0).Sample(
            weights =>
            {
                var split = Split(weights);
                var random = new Random(7);
                var counts = new int[weights.Length];
                for (var i = 0; i < 2_000; i++)
                {
                    counts[int.Parse(split.Pick(random)!.Service[1..])]++; // a positive weight picks somebody
                }

                return weights.Zip(counts).All(pair =>
                {
                    var share = pair.First / (double)weights.Sum();
                    return (pair.First > 0 || pair.Second == 0) && Math.Abs((pair.Second / 2_000.0) - share) < 0.06;
                });
            },
            seed: "0000KOIPe036",
            iter: 200);

    [Fact]
    public void Pick_SingleDestination_NeedsNoWeight() => Assert.Equal("s0", Split(0).Pick(new Random(1))?.Service);

    [Fact]
    public void Pick_AllZero_PicksNobody() => Assert.Null(Split(0, 0).Pick(new Random(1)));

    private static WeightedSplit Split(params int[] weights) =>
        new([.. weights.Select((weight, i) => (new Backend(new("ns", $"s{i}", 80), []), weight))]);
}
