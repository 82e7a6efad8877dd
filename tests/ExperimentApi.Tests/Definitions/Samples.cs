using ModelServing.ExperimentApi.Definitions;

namespace ModelServing.ExperimentApi.Tests.Definitions;

/// <summary>Definitions that are right, to be made wrong one field at a time.</summary>
internal static class Samples
{
    public static ExperimentDefinition KServe { get; } = new()
    {
        Name = "b-against-a",
        Namespace = "model-serving",
        Platform = ServingPlatform.KServe,
        Target = "digits",
        Treatment = new() { ModelUri = "gs://my-bucket/models/model-b" },
        Ramp = new() { Steps = [10, 50], DwellSeconds = 30, MinimumRequests = 5 },
        Plan = new() { SamplesPerArm = 100, MaxHoldSeconds = 3600 },
    };

    public static ExperimentDefinition Seldon { get; } = KServe with
    {
        Platform = ServingPlatform.Seldon,
        Control = new() { Predictor = "stable" },
        Treatment = new() { Predictor = "canary" },
    };
}
