using ModelServing.Autoscaler.Forecasting;

namespace ModelServing.Autoscaler.Tests.Forecasting;

public class LoadForecasterTests
{
    [Fact]
    public void Forecast_TooFewValues_SaysNothing()
    {
        var forecaster = new LoadForecaster(new ForecasterSettings(24, [1, 2]));

        forecaster.Learn([1, 2, 3, double.NaN, 5, 6, 7, 8, 9, 10, 11, 12]);

        Assert.Equal(11, forecaster.Observations);
        Assert.Empty(forecaster.Forecast);
    }

    [Fact]
    public void Forecast_DailyPatternWithGaps_KeepsThePhase()
    {
        var forecaster = new LoadForecaster(new ForecasterSettings(48, [.. Enumerable.Range(1, 24)]));
        for (var n = 0; n < 48 * 6; n++)
        {
            forecaster.Observe(n % 29 == 7 || n is > 200 and < 212 ? double.NaN : Day(n));
        }

        foreach (var point in forecaster.Forecast)
        {
            Assert.Equal(Day((48 * 6) - 1 + point.Horizon), point.Value, 4.0);
        }
    }

    [Fact]
    public void Forecast_AllZero_IsZeroWithAZeroWidthInterval()
    {
        var forecaster = new LoadForecaster(new ForecasterSettings(12, [1, 6]));

        forecaster.Learn(new double[96]);

        Assert.All(forecaster.Forecast, point =>
        {
            Assert.Equal(0, point.Value);
            Assert.NotNull(point.Interval);
            Assert.Equal(0, point.Interval.Value.Upper - point.Interval.Value.Lower);
        });
    }

    [Fact]
    public void Forecast_AnyInput_IsFiniteAndWithinBounds()
    {
        var random = new Random(7);
        var forecaster = new LoadForecaster(new ForecasterSettings(24, [1, 3, 30]));
        var largest = 0.0;
        for (var n = 0; n < 24 * 12; n++)
        {
            var value = random.Next(10) == 0 ? double.NaN : Math.Exp(random.NextDouble() * 12);
            largest = double.IsNaN(value) ? largest : Math.Max(largest, value);
            forecaster.Observe(value);
            Assert.All(forecaster.Forecast, point => Assert.InRange(point.Value, 0, 3 * largest));
        }

        Assert.Equal(3, forecaster.Forecast.Count);
    }

    [Fact]
    public void Add_Gap_HoldsShortOnesAndFollowsTheProfileInLongOnes()
    {
        var history = new SeriesHistory(6, 100);
        for (var n = 0; n < 18; n++)
        {
            history.Add(n % 6);
        }

        for (var n = 0; n < 6; n++)
        {
            history.Add(double.NaN);
        }

        Assert.Equal([5, 5, 5, 3, 4, 5], history.Filled[^6..].ToArray());
        Assert.Equal(18, history.Observations);
        Assert.Equal(24, history.Slots);
    }

    private static double Day(int slot) => 100 + (40 * Math.Sin(2 * Math.PI * slot / 48)) + (15 * Math.Cos(4 * Math.PI * slot / 48));
}
