using ModelServing.Autoscaler.Forecasting.Intervals;

namespace ModelServing.Autoscaler.Tests.Forecasting.Intervals;

public class AdaptiveIntervalTests
{
    [Fact]
    public void Quantile_ReferenceResiduals_Match()
    {
        var reference = ReferenceData.Load()["conformal"]!;
        var residuals = reference["residuals"].Numbers();
        var window = new SortedWindow(residuals.Length);
        foreach (var residual in residuals)
        {
            window.Add(residual);
        }

        foreach (var (level, expected) in reference["quantiles"]!.AsObject())
        {
            Assert.Equal(expected.Number(), window.Quantile(double.Parse(level)), 1e-12);
        }
    }

    [Fact]
    public void Around_LevelShift_WidensLikeTheReference()
    {
        var reference = ReferenceData.Load()["adaptiveConformal"]!;
        var forecast = reference["forecast"].Numbers();
        var actual = reference["actual"].Numbers();
        var interval = new AdaptiveInterval((int)reference["window"]!, reference["alpha"].Number(), reference["gamma"].Number());
        var bounds = new Bounds?[forecast.Length];

        for (var t = 0; t < forecast.Length; t++)
        {
            if (t > 0)
            {
                interval.Update(forecast[t - 1], bounds[t - 1], actual[t]);
            }

            bounds[t] = interval.Around(forecast[t]);
        }

        AssertSame(reference["lower"].Numbers(), [.. bounds.Select(bound => bound?.Lower ?? double.NaN)]);
        AssertSame(reference["upper"].Numbers(), [.. bounds.Select(bound => bound?.Upper ?? double.NaN)]);
    }

    [Fact]
    public void Add_BeyondCapacity_ForgetsTheOldest()
    {
        var window = new SortedWindow(3);
        foreach (var value in new double[] { 9, 1, 1, 2, 3 })
        {
            window.Add(value);
        }

        Assert.Equal(3, window.Count);
        Assert.Equal(3, window.Quantile(1));
        Assert.Equal(1, window.Quantile(0));
    }

    private static void AssertSame(double[] expected, double[] actual)
    {
        foreach (var (t, value) in expected.Index())
        {
            Assert.True(double.IsNaN(value) ? double.IsNaN(actual[t]) : Math.Abs(value - actual[t]) < 1e-9, $"[{t}]: {value} but {actual[t]}");
        }
    }
}
