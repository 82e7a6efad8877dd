using CsCheck;
using ModelServing.ExperimentApi.Definitions;
using ModelServing.ExperimentApi.Ramps;

namespace ModelServing.ExperimentApi.Tests.Ramps;

public sealed class RampTests
{
    [Fact]
    public void LargestRemainder_EveryWholePercent_IsKeptAndSumsToOneHundred()
    {
        for (var percent = 1; percent < 100; percent++)
        {
            var share = percent / 100.0;
            Assert.Equal([100 - percent, percent], LargestRemainder.Round([1 - share, share]));
        }
    }

    [Fact]
    public void LargestRemainder_AnyShares_SumToOneHundredAndStarveNobody() =>
        Gen.Double[0.0001, 1].Array[2, 8].Sample(shares =>
        {
            var weights = LargestRemainder.Round(shares);
            return weights.Sum() == 100 && weights.All(weight => weight > 0);
        });

    [Theory]
    [InlineData("Step", new[] { 1, 10, 50 })]
    [InlineData("Linear", new[] { 5, 16, 28, 39, 50 })]
    [InlineData("Exponential", new[] { 5, 9, 16, 28, 50 })]
    public void Weights_EachStrategy_RisesToItsEnd(string strategy, int[] expected)
    {
        var weights = Ramp.Weights(new() { Strategy = Enum.Parse<RampStrategy>(strategy), Steps = [1, 10, 50], From = 5, To = 50, Count = 4 });

        Assert.Equal(expected, weights);
    }

    [Theory]
    [InlineData(0.1, 1)]
    [InlineData(99.9, 99)]
    public void Treatment_NearTheEnds_NeverRoundsToNothing(double percent, int expected) =>
        Assert.Equal(expected, LargestRemainder.Treatment(percent));
}
