using ModelServing.BenchmarkWorker.Regression;
using Xunit;

namespace ModelServing.BenchmarkWorker.Tests.Regression;

public class GateTests
{
    [Theory]
    [InlineData("p99 > +10%", 100, 109, null)]
    [InlineData("p99 > +10%", 100, 111, "p99 changed by +11.0 %")]
    [InlineData("p99>+10%", 100, 90, null)]
    [InlineData("throughput < -5%", 1000, 951, null)]
    [InlineData("throughput < -5%", 1000, 949, "throughput changed by -5.1 %")]
    [InlineData("p99 > 250ms", 100, 250, null)]
    [InlineData("p99 > 250", 100, 251, "p99 is 251 ms")]
    [InlineData("throughput < 500 req/s", 100, 499, "throughput is 499 req/s")]
    [InlineData("errors > 1%", 0, 0.5, null)]
    [InlineData("errors > 1%", 0, 1.5, "errors is 1.5 %")]
    [InlineData("errors > +10%", 0, 1.5, "errors was not measured in both results")]
    public void Check_TakesTheChangeOrTheFigure(string text, double old, double value, string? expected)
    {
        Assert.True(Gate.TryParse(text, out var gate, out var problem), problem);

        Assert.Equal(expected, gate.Check(new("tensorflow", gate.Metric, old, value, null, null), isStrict: false));
    }

    [Theory]
    [InlineData(0.95, 1.3, false, false)]
    [InlineData(1.02, 1.3, false, true)]
    [InlineData(0.95, 1.3, true, true)]
    public void Check_WhatMayBeChance_BreaksOnlyAStrictGate(double low, double high, bool isStrict, bool breaks)
    {
        Assert.True(Gate.TryParse("p50 > +10%", out var gate, out _));

        Assert.Equal(breaks, gate.Check(new("tensorflow", "p50", 10, 11.5, low, high), isStrict) is not null);
    }

    [Theory]
    [InlineData("p99", "'p99' is not a limit: write METRIC > +10% for a change, or METRIC > 250ms for a figure")]
    [InlineData("p98 > +1%", "'p98' is not a metric: there are throughput, mean, p50, p90, p95, p99, p99.9, errors")]
    [InlineData("p99 > 10%", "'p99 > 10%': p99 is in ms; a change begins with a sign, as in +10%")]
    [InlineData("throughput < 5ms", "'throughput < 5ms': throughput is in req/s; a change begins with a sign, as in +10%")]
    public void TryParse_WhatIsNoLimit_IsRefused(string text, string expected)
    {
        Assert.False(Gate.TryParse(text, out _, out var problem));
        Assert.Equal(expected, problem);
    }
}
