using System.Text;
using System.Text.Json;
using CsCheck;
using ModelServing.ExperimentApi.Metrics;
using ModelServing.ExperimentApi.States;
using ModelServing.ExperimentApi.Tests.Definitions;
using ModelServing.Statistics.Means;
using ModelServing.Testing;

namespace ModelServing.ExperimentApi.Tests.Metrics;

public sealed class MetricsTests
{
    [Theory]
    [InlineData("""{"predictions":[3]}""", 3)]
    [InlineData("""{"predictions":[[0.1,0.7,0.2]]}""", 1)]
    [InlineData("""{"predictions":[{"classes":7,"probabilities":[1,0]}]}""", 7)]
    [InlineData("""{"predictions":[{"probabilities":[0.2,0.8]}]}""", 1)]
    [InlineData("""{"predictions":[]}""", null)]
    [InlineData("""{"error":"x"}""", null)]
    [InlineData("""[1]""", null)]
    [InlineData("not json", null)]
    public void PredictedLabel_OfEachShape(string answer, int? expected) =>
        Assert.Equal(expected, PredictedLabel.TryRead(Encoding.UTF8.GetBytes(answer), out var label) ? label : null);

    [Fact]
    public void Dataset_OfTheRepository_HasLabelsAndPixels()
    {
        var dataset = Dataset.Load(RepositoryPaths.InRepository("models", "digits-test.csv"));

        Assert.True(dataset.Requests.Count > 100);
        using var body = JsonDocument.Parse(dataset.Requests[0].Body);
        Assert.Equal(64, body.RootElement.GetProperty("instances")[0].GetArrayLength());
        Assert.All(dataset.Requests, request => Assert.InRange(request.Label, 0, 9));
    }

    [Fact]
    public void Fold_OutcomesByArmBackendAndStep_CountsOnlyWhatBelongs()
    {
        var (after, result) = OutcomeFolding.Fold(Collecting(),
        [
            new() { Arm = "control", LatencyMs = 2, Values = Accuracy(1) },
            new() { Backend = "b", LatencyMs = 4, Values = Accuracy(0) },
            new() { Backend = "b", Error = true },
            new() { Backend = "elsewhere" },
            new() { Arm = "control", Step = 1 },
            new() { Arm = "control", Values = Accuracy(double.NaN) },
        ]);

        Assert.Equal(new OutcomeResult(3, 3, "neither arm is called elsewhere: control is a, treatment is b"), result);
        Assert.Equal(new StepData(10, new(1, 0, new(1, 1, 0), new(1, 2, 0)), new(2, 1, new(1, 0, 0), new(1, 4, 0))), after.Data[0]);
    }

    [Fact]
    public void Fold_WhileWeightsAreNotInForce_CountsNothing()
    {
        var (after, result) = OutcomeFolding.Fold(Collecting() with { WeightsSince = null, Condition = "waiting" }, [new() { Arm = "control" }]);

        Assert.Equal((0, 1, "nothing is counted while the experiment is Ramping (waiting)"), (result.Accepted, result.Ignored, result.Reason));
        Assert.Equal(0, after.Data[0].Control.Requests);
    }

    [Fact]
    public void Fold_Counters_UsesDisjointWindowsAndSurvivesARestart()
    {
        var snapshot = Collecting() with { Definition = Samples.KServe with { Metric = new() { Name = "latency" } } };
        snapshot = CounterFolding.Fold(snapshot, Counters(100, 1_000, 10, 50));
        Assert.Equal(0, snapshot.Data[0].Control.Requests);

        snapshot = CounterFolding.Fold(snapshot, Counters(190, 1_180, 20, 90));
        snapshot = CounterFolding.Fold(snapshot, Counters(10, 30, 25, 110));
        snapshot = CounterFolding.Fold(snapshot, new Dictionary<string, double>());

        // Means per window: (1180-1000)/90 = 2, then 30/10 = 3 after the reset; the treatment 4 and 4.
        Assert.Equal((100L, 15L), (snapshot.Data[0].Control.Requests, snapshot.Data[0].Treatment.Requests));
        Assert.Equal(new Moments(2, 2.5, 0.5), snapshot.Data[0].Control.Goal);
        Assert.Equal(new Moments(2, 4, 0), snapshot.Data[0].Treatment.Goal);
    }

    [Fact]
    public void Sum_OfAPrometheusAnswer_AddsSeriesAndKeepsAbsenceAbsent()
    {
        using var answer = JsonDocument.Parse("""
            {"status":"success","data":{"resultType":"vector","result":[
            {"metric":{"__name__":"istio_requests_total","destination_service_name":"a","response_code":"200"},"value":[1,"90"]},
            {"metric":{"__name__":"istio_requests_total","destination_service_name":"a","response_code":"503"},"value":[1,"10"]},
            {"metric":{"__name__":"istio_request_duration_milliseconds_sum","destination_service_name":"a","response_code":"200"},"value":[1,"200"]},
            {"metric":{"__name__":"istio_request_duration_milliseconds_count","destination_service_name":"a","response_code":"200"},"value":[1,"NaN"]}]}}
            """);

        Assert.Equal(
            new Dictionary<string, double> { ["a/requests"] = 100, ["a/errors"] = 10, ["a/latencySum"] = 200 },
            GatewayCounters.Sum(answer.RootElement));
    }

    [Fact]
    public void Moments_AddedOrMerged_AgreeWithTwoPasses() =>
        Gen.Double[-1e6, 1e6].Array[2, 50].Sample(values =>
        {
            var added = values.Aggregate(Moments.None, (moments, value) => moments.Add(value));
            var half = values.Length / 2;
            var merged = values[..half].Aggregate(Moments.None, (m, v) => m.Add(v)).Merge(values[half..].Aggregate(Moments.None, (m, v) => m.Add(v)));
            var expected = SampleSummary.From(values);
            return Close(added.ToSummary(), expected) && Close(merged.ToSummary(), expected);
        });

    private static bool Close(SampleSummary a, SampleSummary b) =>
        a.Count == b.Count && Math.Abs(a.Mean - b.Mean) <= 1e-6 && Math.Abs(a.Variance - b.Variance) <= 1e-9 * (1 + b.Variance);

    private static Dictionary<string, double> Accuracy(double value) => new() { ["accuracy"] = value };

    private static Dictionary<string, double> Counters(double control, double controlSum, double treatment, double treatmentSum) => new()
    {
        ["a/requests"] = control, ["a/errors"] = 0, ["a/latencyCount"] = control, ["a/latencySum"] = controlSum,
        ["b/requests"] = treatment, ["b/errors"] = 0, ["b/latencyCount"] = treatment, ["b/latencySum"] = treatmentSum,
    };

    private static ExperimentSnapshot Collecting() => new()
    {
        Definition = Samples.KServe,
        State = ExperimentState.Ramping,
        ControlBackend = "a",
        TreatmentBackend = "b",
        WeightsSince = DateTimeOffset.UnixEpoch,
        Data = [StepData.Empty(10), StepData.Empty(50)],
    };
}
