using ModelServing.Statistics.Distributions;
using Xunit;

namespace ModelServing.Statistics.Tests;

public class StudentTTests
{
    [Fact]
    public void Quantile_FewFractionalDegreesOfFreedom_AgreesWithThirtyDigitArithmetic() =>
        Assert.Equal(6.18811494076925388986, StudentT.Quantile(0.975, 1.4705882352941178), 1e-12);

    [Fact]
    public void LogSurvival_AcrossTheSwitchToHillsExpansion_IsContinuous()
    {
        foreach (var t in new[] { 0.1, 1, 4, 12, 40 })
        {
            Assert.Equal(StudentT.LogSurvival(t, 99_999.999), StudentT.LogSurvival(t, 100_000.001), 1e-8 * t * t * t * t);
        }
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(3)]
    [InlineData(250)]
    [InlineData(1e6)]
    public void Quantile_OfTheTail_InvertsSurvival(double degreesOfFreedom)
    {
        foreach (var tail in new[] { 0.4, 0.025, 1e-6, 1e-12 })
        {
            Assert.Equal(tail, StudentT.Survival(StudentT.Quantile(1 - tail, degreesOfFreedom), degreesOfFreedom), tail * 1e-3);
        }
    }
}
