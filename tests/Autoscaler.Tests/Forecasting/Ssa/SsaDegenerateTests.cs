using ModelServing.Autoscaler.Forecasting.Ssa;

namespace ModelServing.Autoscaler.Tests.Forecasting.Ssa;

public class SsaDegenerateTests
{
    [Fact]
    public void TryModel_AllZero_HasNoSignal()
    {
        var decomposition = SsaDecomposition.Of(new double[24], 8);

        Assert.Equal(0, decomposition.EffectiveRank);
        Assert.False(decomposition.TryModel(2, out _));
    }

    [Fact]
    public void TryModel_ImpulseAtTheEnd_IsVertical()
    {
        double[] series = [.. new double[20], 1];

        Assert.False(SsaDecomposition.Of(series, 8).TryModel(1, out _));
    }

    [Fact]
    public void Of_TooShort_IsAnArgumentError() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SsaDecomposition.Of([1, 2, 3], 4));

    [Fact]
    public void TryModel_RankAboveTheSignal_IsCutToIt()
    {
        double[] series = [.. Enumerable.Range(0, 48).Select(n => 3 * Math.Sin(Math.PI * n / 6))];

        Assert.True(SsaDecomposition.Of(series, 18).TryModel(6, out var model));

        Assert.Equal(2, model.Rank);
        double[] truth = [.. Enumerable.Range(48, 12).Select(n => 3 * Math.Sin(Math.PI * n / 6))];
        ReferenceData.AssertNear(truth, SsaForecasts.State(model, series, 12), 3e-8);
    }

    [Fact]
    public void Stabilise_ExactTrend_StaysFinite()
    {
        double[] series = [.. Enumerable.Range(0, 40).Select(n => 3 + (0.5 * n))];
        Assert.True(SsaDecomposition.Of(series, 12).TryModel(2, out var model));

        Assert.All(SsaForecasts.State(model.Stabilise(1), series, 24), value => Assert.True(double.IsFinite(value)));
    }
}
