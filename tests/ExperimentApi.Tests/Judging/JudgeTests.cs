using ModelServing.ExperimentApi.Judging;
using ModelServing.ExperimentApi.States;
using ModelServing.ExperimentApi.Tests.Definitions;
using ModelServing.Statistics;

namespace ModelServing.ExperimentApi.Tests.Judging;

public sealed class JudgeTests
{
    [Theory]
    [InlineData("accuracy", 0.80, 0.95, "ship")]
    [InlineData("accuracy", 0.95, 0.80, "roll back")]
    [InlineData("accuracy", 0.90, 0.90, "hold")]
    [InlineData("errorRate", 0.20, 0.05, "ship")]
    [InlineData("errorRate", 0.05, 0.20, "roll back")]
    public void Evaluate_Shares_RecommendsByDirection(string metric, double control, double treatment, string expected)
    {
        var verdict = Evaluate(Share(control, 1_000), Share(treatment, 1_000), metric);

        Assert.Equal(expected, Name(verdict.Recommendation));
        Assert.Equal(treatment - control, verdict.Difference!.Value, 1e-9); // Welch ran
        Assert.InRange(verdict.P!.Value, 0, 1); // Welch ran
        Assert.NotNull(verdict.Power);
    }

    [Fact]
    public void Evaluate_KnownSamples_AgreesWithWelch()
    {
        // Both variances are 2.5: se = 1, so t = 10 with 8 degrees of freedom, whose 97.5 % quantile is 2.306.
        var control = Moments.None.Add(1).Add(2).Add(3).Add(4).Add(5);
        var treatment = Moments.None.Add(11).Add(12).Add(13).Add(14).Add(15);

        var verdict = Evaluate(control, treatment, "score");

        Assert.Equal((10.0, 5L), (verdict.Difference, verdict.Control.Observations));
        Assert.Equal((7.694, 12.306), (Math.Round(verdict.Low!.Value, 3), Math.Round(verdict.High!.Value, 3))); // defined: both arms vary
        Assert.Equal(10 / Math.Sqrt(2.5), verdict.CohensD!.Value, 1e-9); // defined: both arms vary
        Assert.StartsWith("The treatment is better: score changes by 10 (95", verdict.Words);
    }

    [Fact]
    public void Evaluate_NoData_IsAStateAndNeverZero()
    {
        var none = Evaluate(Moments.None, Moments.None, "accuracy");
        var half = Evaluate(Share(0.9, 100), Moments.None, "accuracy");

        Assert.Equal((Recommendation.NoData, null, null), (none.Recommendation, none.Difference, none.Control.Mean));
        Assert.Equal("There is no accuracy for the treatment: nothing can be said.", half.Words);
    }

    [Fact]
    public void Evaluate_DegenerateData_Holds()
    {
        var same = Evaluate(Share(1, 50), Share(1, 50), "accuracy");
        var apart = Evaluate(Share(1, 50), Share(0, 50), "accuracy");

        Assert.Equal((StatisticStatus.DegenerateNoDifference, Recommendation.Hold), (same.Status, same.Recommendation));
        Assert.Equal((StatisticStatus.DegenerateZeroVariance, Recommendation.Hold, null), (apart.Status, apart.Recommendation, apart.P));
    }

    [Fact]
    public void Evidence_EqualErrorRates_StaysSmallAndMoreErrorsRaiseIt()
    {
        var equal = new StepData(10, Requests(9_000, 90), Requests(1_000, 10));
        var worse = new StepData(10, Requests(9_000, 90), Requests(1_000, 60));

        Assert.InRange(ErrorGuardrail.Evidence([equal]), 0, 1);
        Assert.True(ErrorGuardrail.Evidence([worse]) > 1_000);
        Assert.Equal(1, ErrorGuardrail.Evidence([]), 1e-12);
    }

    [Fact]
    public void Evidence_UnderARampWithEqualRates_AlarmsNoMoreOftenThanPromised()
    {
        var random = new Random(5);
        var alarms = Enumerable.Range(0, 400).Count(_ => Alarms(random, 0.02, 0.02));
        var finds = Enumerable.Range(0, 50).Count(_ => Alarms(random, 0.02, 0.10));

        Assert.InRange(alarms, 0, 20);
        Assert.InRange(finds, 45, 50);
    }

    [Fact]
    public void SplitCheck_TrafficOtherThanSplit_IsAMismatch()
    {
        var asSplit = Snapshot("accuracy") with { Data = [new(10, Requests(900, 0), Requests(100, 0)), new(50, Requests(510, 0), Requests(490, 0))] };
        var otherwise = asSplit with { Data = [new(10, Requests(500, 0), Requests(500, 0))] };
        var pushed = otherwise with { Definition = otherwise.Definition with { Traffic = null } };

        Assert.False(SplitCheck.Test(asSplit)?.IsMismatch);
        Assert.True(SplitCheck.Test(otherwise)?.IsMismatch);
        Assert.Null(SplitCheck.Test(pushed));
    }

    [Fact]
    public void SamplesPerArm_IsThePlansUnlessGiven()
    {
        var planned = Samples.KServe with { Plan = new(), Metric = new() { MinimumDetectableEffect = 0.5, ExpectedDeviation = 1 } };

        // d = 0.5 at 80 % power: 63.8 in each arm.
        Assert.Equal(64, SamplePlan.SamplesPerArm(planned));
        Assert.Equal(100, SamplePlan.SamplesPerArm(Samples.KServe));
    }

    private static bool Alarms(Random random, double controlRate, double treatmentRate)
    {
        var steps = new List<StepData> { StepData.Empty(5), StepData.Empty(20), StepData.Empty(50) };
        for (var step = 0; step < steps.Count; step++)
        {
            for (var slot = 0; slot < 40; slot++)
            {
                var (control, treatment) = (steps[step].Control, steps[step].Treatment);
                for (var i = 0; i < 25; i++)
                {
                    if (random.Next(100) < steps[step].TreatmentWeight)
                    {
                        treatment = treatment with { Requests = treatment.Requests + 1, Errors = treatment.Errors + (random.NextDouble() < treatmentRate ? 1 : 0) };
                    }
                    else
                    {
                        control = control with { Requests = control.Requests + 1, Errors = control.Errors + (random.NextDouble() < controlRate ? 1 : 0) };
                    }
                }

                steps[step] = steps[step] with { Control = control, Treatment = treatment };
                if (ErrorGuardrail.Evidence(steps) >= 20)
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static Moments Share(double share, int count) => Moments.OfShare((long)Math.Round(share * count), count);

    private static ArmData Requests(long requests, long errors) => ArmData.None with { Requests = requests, Errors = errors };

    private static Verdict Evaluate(Moments control, Moments treatment, string metric) => Judge.Evaluate(
        Snapshot(metric) with { Data = [new(50, new(Math.Max(control.Count, treatment.Count), 0, control, Moments.None), new(Math.Max(control.Count, treatment.Count), 0, treatment, Moments.None))] },
        DateTimeOffset.UnixEpoch);

    private static ExperimentSnapshot Snapshot(string metric) => new()
    {
        Definition = Samples.KServe with { Metric = new() { Name = metric }, Traffic = new() { Dataset = "d.csv" } },
        ControlBackend = "a",
        TreatmentBackend = "b",
    };

    private static string Name(Recommendation recommendation) => recommendation switch
    {
        Recommendation.Ship => "ship",
        Recommendation.RollBack => "roll back",
        Recommendation.Hold => "hold",
        _ => "no data",
    };
}
