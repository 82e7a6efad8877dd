using System.Text.Json.Nodes;
using ModelServing.ExperimentApi.Judging;
using ModelServing.ExperimentApi.Platforms;
using ModelServing.ExperimentApi.States;
using ModelServing.ExperimentApi.Tests.Definitions;

namespace ModelServing.ExperimentApi.Tests.States;

public sealed class DeciderTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;

    private static readonly TargetObservation Ready = new() { Exists = true, IsReady = true, ControlBackend = "a", TreatmentBackend = "b", Managed = [] };

    [Fact]
    public void Validating_ControlReady_SavesItAndProvisions()
    {
        var next = Decider.Decide(Snapshot(ExperimentState.Validating), Ready with { Managed = new JsonObject { ["x"] = 1 } }, Start);

        Assert.Equal((ExperimentState.Provisioning, "a", 0), (next.State, next.ControlBackend, next.WantedWeight()));
        Assert.Equal("{\"x\":1}", next.Saved?.ToJsonString());
    }

    [Fact]
    public void Validating_WithAProblem_WaitsAndThenFailsWithoutTouchingAnything()
    {
        var problem = Ready with { Problem = "not there" };
        var waiting = Decider.Decide(Snapshot(ExperimentState.Validating), problem, Start.AddSeconds(600));
        var failed = Decider.Decide(Snapshot(ExperimentState.Validating), problem, Start.AddSeconds(601));

        Assert.Equal((ExperimentState.Validating, "not there"), (waiting.State, waiting.Condition));
        Assert.Equal((ExperimentState.Failed, "not there", null), (failed.State, failed.Reason, failed.WantedWeight()));
    }

    [Fact]
    public void Provisioning_TreatmentReadyAtZero_RampsToTheFirstStep()
    {
        var next = Decider.Decide(Provisioning(), Ready with { TreatmentWeight = 0 }, Start);

        Assert.Equal((ExperimentState.Ramping, "b", 10, false), (next.State, next.TreatmentBackend, next.WantedWeight(), next.Collects));
        Assert.Equal([10, 50], next.Data.Select(step => step.TreatmentWeight));
    }

    [Fact]
    public void Provisioning_NeverReady_IsRolledBackWithTheReason()
    {
        var next = Decider.Decide(Provisioning(), Ready with { TreatmentBackend = null, Problem = "bucket not mapped" }, Start.AddSeconds(601));

        Assert.Equal(ExperimentState.RollingBack, next.State);
        Assert.Equal("the treatment was not ready in 600 s: bucket not mapped", next.Reason);
    }

    [Fact]
    public void Ramping_CountsOnlyOnceTheWeightsAreInTheStatus()
    {
        var before = Decider.Decide(Ramping(), Ready with { TreatmentWeight = 0 }, Start);
        var after = Decider.Decide(before, Ready with { TreatmentWeight = 10 }, Start.AddSeconds(5));
        var drifted = Decider.Decide(after, Ready with { TreatmentWeight = 60 }, Start.AddSeconds(9));

        Assert.Equal((false, "waiting for the weights 90/10 in the status"), (before.Collects, before.Condition));
        Assert.Equal((true, Start.AddSeconds(5)), (after.Collects, after.WeightsSince));
        Assert.False(drifted.Collects);
    }

    [Fact]
    public void Ramping_TimeAndRequests_BothHaveToBeEnough()
    {
        var inForce = Ramping() with { WeightsSince = Start };
        var target = Ready with { TreatmentWeight = 10 };

        Assert.Equal(ExperimentState.Ramping, Decider.Decide(inForce, target, Start.AddSeconds(60)).State);
        Assert.Equal(ExperimentState.Ramping, Decider.Decide(With(inForce, 45, 5), target, Start.AddSeconds(29)).State);
        var next = Decider.Decide(With(inForce, 45, 5), target, Start.AddSeconds(30));
        Assert.Equal((ExperimentState.Holding, 50, false), (next.State, next.WantedWeight(), next.Collects));
    }

    [Fact]
    public void Ramping_WithoutAnyRequest_SaysNoData()
    {
        var next = Decider.Decide(Ramping() with { WeightsSince = Start }, Ready with { TreatmentWeight = 10 }, Start.AddSeconds(20));

        Assert.Equal("no data for either arm yet", next.Condition);
    }

    [Fact]
    public void Ramping_MoreErrorsInTheTreatment_RollsBackAtOnce()
    {
        var failing = With(Ramping() with { WeightsSince = Start }, 900, 100, 0, 40);

        var next = Decider.Decide(failing, Ready with { TreatmentWeight = 10 }, Start.AddSeconds(1));

        Assert.Equal((ExperimentState.RollingBack, ExperimentState.RolledBack), (next.State, next.RollBackTo));
        Assert.Equal("guardrail: the treatment fails 40.00 % of its requests, the control 0.00 %", next.Reason.Replace("%", " %").Replace("  ", " "));
    }

    [Fact]
    public void Ramping_TrafficOtherThanSplit_RollsBack()
    {
        var skewed = With(Ramping() with { WeightsSince = Start }, 500, 500);
        skewed = skewed with { Definition = skewed.Definition with { Traffic = new() { Dataset = "d.csv" } } };

        Assert.StartsWith("sample ratio mismatch", Decider.Decide(skewed, Ready with { TreatmentWeight = 10 }, Start).Reason);
    }

    [Theory]
    [InlineData(0.80, 0.95, "Promoting")]
    [InlineData(0.95, 0.80, "RollingBack")]
    [InlineData(0.90, 0.90, "Inconclusive")]
    public void Holding_WhenThePlanIsFulfilled_IsJudgedAndCarriedOut(double control, double treatment, string expected)
    {
        var held = Holding(Moments.OfShare((long)(control * 200), 200), Moments.OfShare((long)(treatment * 200), 200));
        var target = Ready with { TreatmentWeight = 50 };

        var deciding = Decider.Decide(held, target, Start.AddSeconds(1));
        var carriedOut = Decider.Decide(deciding, target, Start.AddSeconds(2));
        var manual = Decider.Decide(deciding with { Definition = deciding.Definition with { Automatic = false } }, target, Start.AddSeconds(2));

        Assert.Equal((ExperimentState.Deciding, "100 observations in each arm"), (deciding.State, deciding.Reason));
        Assert.Equal((expected, deciding.Verdict?.Words), (carriedOut.State.ToString(), carriedOut.Reason));
        Assert.Equal((ExperimentState.Deciding, "waiting for an operator to promote or roll back"), (manual.State, manual.Condition));
    }

    [Fact]
    public void Holding_TooLongWithoutData_IsInconclusiveAndSaysSo()
    {
        var target = Ready with { TreatmentWeight = 50 };
        var deciding = Decider.Decide(Holding(Moments.None, Moments.None), target, Start.AddSeconds(3_600));

        Assert.Equal(Recommendation.NoData, deciding.Verdict?.Recommendation);
        Assert.Equal(ExperimentState.Inconclusive, Decider.Decide(deciding, target, Start.AddSeconds(3_601)).State);
    }

    [Fact]
    public void Deleted_WhileRamping_Fails() =>
        Assert.Equal((ExperimentState.Failed, "digits was deleted"), States(Decider.Decide(Ramping(), new(), Start)));

    [Theory]
    [InlineData("Promoted")]
    [InlineData("RolledBack")]
    [InlineData("Failed")]
    [InlineData("Cancelled")]
    public void FinalStates_AreAbsorbing(string name)
    {
        var state = Enum.Parse<ExperimentState>(name);
        var snapshot = Snapshot(state);

        Assert.False(snapshot.IsLive);
        Assert.Equal(state, Decider.Decide(snapshot, Ready with { TreatmentWeight = 50, IsPromoted = true, IsRestored = true }, Start).State);
    }

    private static (ExperimentState State, string Reason) States(ExperimentSnapshot snapshot) => (snapshot.State, snapshot.Reason);

    private static ExperimentSnapshot Snapshot(ExperimentState state) => new() { Definition = Samples.KServe, State = state, Since = Start };

    private static ExperimentSnapshot Provisioning() => Snapshot(ExperimentState.Provisioning) with { Saved = [], ControlBackend = "a" };

    private static ExperimentSnapshot Ramping() => Provisioning() with
    {
        State = ExperimentState.Ramping,
        TreatmentBackend = "b",
        Data = [StepData.Empty(10), StepData.Empty(50)],
    };

    private static ExperimentSnapshot Holding(Moments control, Moments treatment) => Ramping() with
    {
        State = ExperimentState.Holding,
        Step = 1,
        WeightsSince = Start,
        Data = [StepData.Empty(10), new(50, new(control.Count, 0, control, Moments.None), new(treatment.Count, 0, treatment, Moments.None))],
    };

    private static ExperimentSnapshot With(ExperimentSnapshot snapshot, long control, long treatment, long controlErrors = 0, long treatmentErrors = 0) => snapshot with
    {
        Data = [new(10, new(control, controlErrors, Moments.None, Moments.None), new(treatment, treatmentErrors, Moments.None, Moments.None)), StepData.Empty(50)],
    };
}
