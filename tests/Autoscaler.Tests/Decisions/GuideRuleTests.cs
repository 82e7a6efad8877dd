using ModelServing.Autoscaler.Decisions;
using ModelServing.Autoscaler.Forecasting;
using ModelServing.Autoscaler.Forecasting.Intervals;

namespace ModelServing.Autoscaler.Tests.Decisions;

public class GuideRuleTests
{
    private static readonly ScalingLimits Limits = new(100, 0.7, 2, 20);

    [Theory]
    [InlineData(70 * 12, 10, "hold", 12)] // exactly 1.2 times is not more than 1.2 times
    [InlineData((70 * 12) + 1, 10, "up", 13)]
    [InlineData(70 * 7, 10, "hold", 7)] // exactly 0.7 times is not less than 0.7 times
    [InlineData(70 * 6, 10, "down", 6)]
    [InlineData(0, 10, "down", 2)] // never below the minimum
    [InlineData(1e9, 10, "up", 20)] // never above the maximum
    [InlineData(0, 2, "hold", 2)]
    [InlineData(0, 1, "up", 2)]
    [InlineData(70 * 30, 25, "down", 20)]
    [InlineData(1e9, 0, "hold", 20)]
    [InlineData(70.1, null, "hold", 2)]
    public void Decide_Table(double load, int? current, string direction, int desired)
    {
        var decision = GuideRule.Decide(new PredictedLoad(load, load, null), current, Limits);

        Assert.Equal(Enum.Parse<ScalingDirection>(direction, ignoreCase: true), decision.Direction);
        Assert.Equal(desired, decision.Desired);
        Assert.Contains($"{desired} wanted", decision.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 110)] // only the first slot counts
    [InlineData(2, 150)]
    [InlineData(3, 150)]
    public void From_Forecast_AddsGrowthWithinTheLeadTime(int lead, double expected)
    {
        ForecastPoint[] forecast = [Point(1, 110), Point(2, 150), Point(3, 40), Point(4, 900)];

        Assert.Equal(new PredictedLoad(100, expected, expected + 5), PredictedLoad.From(100, forecast, lead));
    }

    [Fact]
    public void From_FallingForecast_KeepsThePresentLoad() =>
        Assert.Equal(100, PredictedLoad.From(100, [Point(1, 20), Point(2, 10)], 2).Value);

    [Fact]
    public void From_NoForecast_IsThePresentLoad() => Assert.Equal(new PredictedLoad(100, 100, null), PredictedLoad.From(100, [], 5));

    [Fact]
    public void Distrust_WorseThanPersistence_NamesTheRatio()
    {
        var quality = new ForecastQuality(50);
        for (var n = 0; n < 100; n++)
        {
            Assert.Null(TrustGuard.Distrust(quality, 100));
            quality.Update(20, 12, new Bounds(0, 30), 10);
        }

        Assert.Equal("its errors are 5.00 times those of persistence", TrustGuard.Distrust(quality, 100));
    }

    private static ForecastPoint Point(int horizon, double value) => new(horizon, value, new Bounds(value - 5, value + 5));
}
