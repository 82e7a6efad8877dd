using ModelServing.ExperimentApi.Definitions;

namespace ModelServing.ExperimentApi.Tests.Definitions;

public sealed class DefinitionValidatorTests
{
    [Fact]
    public void Validate_Samples_AreFine()
    {
        Assert.Empty(DefinitionValidator.Validate(Samples.KServe));
        Assert.Empty(DefinitionValidator.Validate(Samples.Seldon));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Upper")]
    [InlineData("under_score")]
    [InlineData("-dash")]
    [InlineData("dash-")]
    [InlineData("dots.too")]
    [InlineData("<script>")]
    [InlineData("a123456789012345678901234567890123456789012345678901234567890123")]
    public void Validate_NameThatIsNoDnsLabel_IsRefused(string name)
    {
        Assert.Equal(["name"], DefinitionValidator.Validate(Samples.KServe with { Name = name }).Keys);
        Assert.Equal(["namespace"], DefinitionValidator.Validate(Samples.KServe with { Namespace = name }).Keys);
        Assert.Equal(["target"], DefinitionValidator.Validate(Samples.KServe with { Target = name }).Keys);
    }

    [Fact]
    public void Validate_EachMistake_IsNamedByItsField()
    {
        (ExperimentDefinition Definition, string Field)[] mistakes =
        [
            (Samples.KServe with { Treatment = new() }, "treatment.modelUri"),
            (Samples.KServe with { Treatment = new() { ModelUri = "treatment-service:8501/v1" } }, "treatment.modelUri"),
            (Samples.KServe with { Control = new() { ModelUri = "gs://b/m" } }, "control.modelUri"),
            (Samples.Seldon with { Treatment = new() { Predictor = "stable" } }, "treatment.predictor"),
            (Samples.Seldon with { Treatment = new() { Predictor = "canary", ModelUri = "gs://b/m" } }, "treatment.modelUri"),
            (Samples.KServe with { Metric = new() { MinimumDetectableEffect = 0 } }, "metric.minimumDetectableEffect"),
            (Samples.KServe with { Metric = new() { Name = "accuracy", Source = MetricSource.Prometheus } }, "metric.source"),
            (Samples.KServe with { Ramp = new() { Steps = [50, 10] } }, "ramp.steps"),
            (Samples.KServe with { Ramp = new() { Steps = [10, 100] } }, "ramp.steps"),
            (Samples.KServe with { Ramp = new() { Strategy = RampStrategy.Exponential, From = 0 } }, "ramp.from"),
            (Samples.KServe with { Plan = new() { SignificanceLevel = 1 } }, "plan.significanceLevel"),
            (Samples.KServe with { Traffic = new() }, "traffic.dataset"),
            (Samples.KServe with { Traffic = new() { Dataset = "d.csv", RequestsPerSecond = double.NaN } }, "traffic.requestsPerSecond"),
        ];

        Assert.All(mistakes, mistake => Assert.Equal([mistake.Field], DefinitionValidator.Validate(mistake.Definition).Keys));
    }
}
