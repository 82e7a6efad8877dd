using ModelServing.BenchmarkWorker.Analysis;
using ModelServing.BenchmarkWorker.Reports;
using ModelServing.BenchmarkWorker.Targets;
using ModelServing.BenchmarkWorker.Terminal;
using ModelServing.BenchmarkWorker.Tests.Reports;
using Xunit;

namespace ModelServing.BenchmarkWorker.Tests.Analysis;

public class ScalabilityTests
{
    private static readonly int[] Loads = [1, 2, 4, 8, 16, 32];

    [Fact]
    public void Of_SweepPastThePeak_PredictsIt()
    {
        var fit = Assert.Single(Scalability.Of(Sweep(load => 400 * load / (1 + (0.05 * (load - 1)) + (0.004 * load * (load - 1))))));

        Assert.Equal(("tensorflow", null, 32), (fit.Platform, fit.Problem, fit.MostMeasured));
        Assert.Equal(Math.Sqrt(0.95 / 0.004), fit.PeakConcurrency ?? 0, 0.01);
        Assert.Equal(1, fit.RSquared ?? 0, 1e-6);
        Assert.Equal("throughput is highest, 2362.8/s, with about 15 in flight", fit.Conclusion);
    }

    [Fact]
    public void Of_PeakBeyondWhatWasMeasured_SaysSo() =>
        Assert.EndsWith("with about 70 in flight, which is more than the 32 that were measured", Scalability.Of(Sweep(load => 400 * load / (1 + (0.02 * (load - 1)) + (0.0002 * load * (load - 1)))))[0].Conclusion, StringComparison.Ordinal);

    [Fact]
    public void Of_ThroughputThatLevelsOff_PredictsTheLevel() =>
        Assert.Equal("throughput levels off at about 4000/s", Scalability.Of(Sweep(load => 400 * load / (1 + (0.1 * (load - 1)))))[0].Conclusion);

    [Fact]
    public void Of_FewLoadsOrLoadsThatDoNotFit_PredictsNothing()
    {
        var few = Scalability.Of([.. Sweep(load => 400 * load).Take(4)])[0];
        var wild = Scalability.Of(Sweep(load => load % 3 == 1 ? 500 : 900))[0];
        var notValid = Scalability.Of([.. Sweep(load => 400 * load).Select(point => point.Concurrency > 4 ? point with { Result = point.Result with { Validity = new(["too busy"], []) } } : point)])[0];

        Assert.Equal("no prediction: 4 valid loads are too few, 5 are enough", few.Conclusion);
        Assert.Matches("^no prediction: the law explains [0-9]+ % of the differences between the loads, and 90 % is the least to rely on$", wild.Conclusion);
        Assert.Equal("no prediction: 3 valid loads are too few, 5 are enough", notValid.Conclusion);
        Assert.All([few, wild, notValid], fit => Assert.Equal((null, null, null, null), (fit.Sigma, fit.Kappa, fit.PeakConcurrency, fit.Throughput(4))));
    }

    [Fact]
    public void Of_SweepOfRates_IsNone() => Assert.Empty(Scalability.Of([new(100, null, Outcomes.Measured(Platform.TensorFlow, 100, 5))]));

    [Fact]
    public void Reports_OfASweep_TellTheFit()
    {
        var outcome = Outcomes.Of(Outcomes.Measured(Platform.TensorFlow, 400, 5)) with { Sweep = Sweep(load => 400 * load / (1 + (0.05 * (load - 1)) + (0.004 * load * (load - 1)))) };

        Assert.Contains("throughput is highest, 2362.8/s, with about 15 in flight", HtmlReport.Write(outcome, []), StringComparison.Ordinal);
        Assert.Contains("with about 15 in flight", MarkdownReport.Write(outcome), StringComparison.Ordinal);
        Assert.Contains("tensorflow, universal scalability law: throughput is highest, 2362.8/s, with about 15 in flight", LoadLines.Of(outcome));
        Assert.Contains("\"peak_concurrency\": 15.4", System.Text.Json.JsonSerializer.Serialize(outcome, ReportJsonContext.Default.BenchmarkOutcome), StringComparison.Ordinal);
    }

    private static SweepPoint[] Sweep(Func<int, double> throughput) => [.. Loads.Select(load => new SweepPoint(null, load, Outcomes.Measured(Platform.TensorFlow, throughput(load), 5)))];
}
