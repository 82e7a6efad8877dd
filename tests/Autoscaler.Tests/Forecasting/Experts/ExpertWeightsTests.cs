using ModelServing.Autoscaler.Forecasting.Experts;

namespace ModelServing.Autoscaler.Tests.Forecasting.Experts;

public class ExpertWeightsTests
{
    [Fact]
    public void TryWeigh_ReferenceExperts_CombinesLikeTheReference()
    {
        var reference = ReferenceData.Load()["aggregation"]!;
        var actual = reference["actual"].Numbers();
        var experts = reference["preds"]!.AsArray().Select(node => node.Numbers()).ToArray();
        var horizon = (int)reference["h"]!;
        var weights = new ExpertWeights(experts.Length, reference["halfLife"].Number());
        var combined = new double[actual.Length];
        Span<double> share = stackalloc double[experts.Length];

        for (var t = 0; t < actual.Length; t++)
        {
            if (t >= horizon)
            {
                weights.Update([.. experts.Select(expert => expert[t - horizon])], actual[t]);
            }

            double[] said = [.. experts.Select(expert => expert[t])];
            combined[t] = weights.TryWeigh(said, share)
                ? (share[0] * said[0]) + (share[1] * said[1]) + (share[2] * said[2])
                : said.Order().ElementAt(1);
        }

        ReferenceData.AssertNear(reference["expected"].Numbers(), combined, 1e-9);
    }

    [Fact]
    public void TryWeigh_ExpertOnProbation_HasNoShareYet()
    {
        var weights = new ExpertWeights(2, 100);
        for (var n = 0; n < 10; n++)
        {
            weights.Update([9, double.NaN], 10);
        }

        weights.Update([9, 10], 10);
        Span<double> share = stackalloc double[2];

        Assert.True(weights.TryWeigh([9, 10], share));
        Assert.Equal([1, 0], share.ToArray());
    }

    [Fact]
    public void TryWeigh_NothingScored_IsFalse()
    {
        Span<double> share = stackalloc double[2];

        Assert.False(new ExpertWeights(2, 6).TryWeigh([1, 2], share));
    }
}
