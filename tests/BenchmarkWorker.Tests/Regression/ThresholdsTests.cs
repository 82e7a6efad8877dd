using ModelServing.BenchmarkWorker.Regression;
using ModelServing.BenchmarkWorker.Targets;
using ModelServing.BenchmarkWorker.Tests.Reports;
using Xunit;

namespace ModelServing.BenchmarkWorker.Tests.Regression;

public class ThresholdsTests
{
    [Fact]
    public void Broken_LimitsOfEachKind_NameWhoBrokeThem()
    {
        string[] limits = ["p99 > 20ms", "throughput < 1500", "errors > 1%"];

        Assert.Equal(
            ["seldon: p99 is 24 ms (limit: p99 > 20ms)", "seldon: throughput is 1200 req/s (limit: throughput < 1500)"],
            Thresholds.Broken(limits, [Outcomes.Measured(Platform.TensorFlow, 2000, 5), Outcomes.Measured(Platform.Seldon, 1200, 8)]));
    }

    [Fact]
    public void Broken_PlatformWithoutFigures_KeepsNoLimit()
    {
        var spoiled = Outcomes.Measured(Platform.TensorFlow, 2000, 5) with { Validity = new(["the generator was late"], []) };

        Assert.Equal(
            ["tensorflow: not valid: the generator was late", "kserve: failed: cannot reach http://127.0.0.1:1: Connection refused <b>&"],
            Thresholds.Broken(["p99 > 1000ms"], [spoiled, Outcomes.Dead(Platform.KServe)]));
        Assert.Empty(Thresholds.Broken([], [spoiled]));
    }

    [Theory]
    [InlineData("p99 > +10%", "'p99 > +10%' limits a change: the command compare takes it, with two results")]
    [InlineData("p98 > 3ms", "'p98' is not a metric: there are throughput, mean, p50, p90, p95, p99, p99.9, errors")]
    [InlineData("p99 > 250ms", null)]
    public void Problems_Limit_IsNamed(string limit, string? problem) => Assert.Equal(problem, Thresholds.Problems([limit]).SingleOrDefault());
}
