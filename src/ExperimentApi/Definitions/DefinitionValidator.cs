using System.Text.RegularExpressions;

namespace ModelServing.ExperimentApi.Definitions;

/// <summary>Finds everything that is wrong with a definition, by field.</summary>
internal static partial class DefinitionValidator
{
    private const int MaxLabel = 63;
    private const int MaxSteps = 100;

    private static readonly string[] Schemes = ["gs", "s3", "http", "https", "file", "pvc"];

    public static Dictionary<string, string[]> Validate(ExperimentDefinition definition)
    {
        var errors = new Dictionary<string, string[]>();
        void Check(bool holds, string field, string message)
        {
            if (!holds)
            {
                errors[field] = errors.TryGetValue(field, out var before) ? [.. before, message] : [message];
            }
        }

        CheckName(Check, "name", definition.Name);
        CheckName(Check, "namespace", definition.Namespace);
        CheckName(Check, "target", definition.Target);
        CheckArms(Check, definition);
        CheckMetric(Check, definition.Metric, definition.Traffic);
        CheckRamp(Check, definition.Ramp);
        CheckPlan(Check, definition.Plan, definition.Guardrail);
        if (definition.Traffic is { } traffic)
        {
            Check(traffic.Dataset.Length > 0, "traffic.dataset", "is required");
            Check(traffic.RequestsPerSecond is > 0 and <= 1_000, "traffic.requestsPerSecond", "must be above 0 and at most 1000");
            Check(traffic.Url is null || Uri.TryCreate(traffic.Url, UriKind.RelativeOrAbsolute, out _), "traffic.url", "is not a URL");
        }

        return errors;
    }

    private static void CheckName(Action<bool, string, string> check, string field, string name) =>
        check(name.Length <= MaxLabel && Dns1123().IsMatch(name), field, "must be a DNS-1123 label: lower-case letters, digits and '-', beginning and ending with a letter or digit, at most 63");

    private static void CheckArms(Action<bool, string, string> check, ExperimentDefinition definition)
    {
        if (definition.Platform == ServingPlatform.KServe)
        {
            CheckUri(check, "treatment.modelUri", definition.Treatment.ModelUri, true);
            check(definition.Control.ModelUri is null, "control.modelUri", "the control is the InferenceService as it is: leave it out");
            return;
        }

        CheckName(check, "control.predictor", definition.Control.Predictor ?? "");
        CheckName(check, "treatment.predictor", definition.Treatment.Predictor ?? "");
        check(definition.Control.Predictor != definition.Treatment.Predictor, "treatment.predictor", "must differ from control.predictor");
        check(definition.Control.ModelUri is null == definition.Treatment.ModelUri is null, "treatment.modelUri", "give both model URIs to create the deployment, or none to use an existing one");
        CheckUri(check, "control.modelUri", definition.Control.ModelUri, false);
        CheckUri(check, "treatment.modelUri", definition.Treatment.ModelUri, false);
    }

    private static void CheckUri(Action<bool, string, string> check, string field, string? uri, bool required)
    {
        check(uri is not null || !required, field, "is required");
        check(
            uri is null || (Uri.TryCreate(uri, UriKind.Absolute, out var parsed) && Array.IndexOf(Schemes, parsed.Scheme) >= 0),
            field,
            $"must be a model's URI ({string.Join(", ", Schemes.Select(scheme => scheme + "://"))}), not an endpoint or a path");
    }

    private static void CheckMetric(Action<bool, string, string> check, MetricDefinition metric, TrafficDefinition? traffic)
    {
        check(metric.Name.Length is > 0 and <= MaxLabel, "metric.name", "must have 1 to 63 characters");
        check(double.IsFinite(metric.MinimumDetectableEffect) && metric.MinimumDetectableEffect > 0, "metric.minimumDetectableEffect", "must be above 0");
        check(double.IsFinite(metric.ExpectedDeviation) && metric.ExpectedDeviation > 0, "metric.expectedDeviation", "must be above 0");
        check(
            metric.Source == MetricSource.Outcomes || metric.Name is MetricDefinition.Latency or MetricDefinition.ErrorRate,
            "metric.source",
            "Prometheus knows latency and errorRate; anything else comes from outcomes");
        check(
            metric.Source == MetricSource.Prometheus || traffic is null || metric.Name is MetricDefinition.Accuracy or MetricDefinition.Latency or MetricDefinition.ErrorRate,
            "metric.name",
            "the built-in traffic records accuracy, latency and errorRate");
    }

    private static void CheckRamp(Action<bool, string, string> check, RampDefinition ramp)
    {
        check(ramp.DwellSeconds is >= 0 and <= 604_800, "ramp.dwellSeconds", "must be between 0 and 604800");
        check(ramp.MinimumRequests >= 0, "ramp.minimumRequests", "must not be negative");
        if (ramp.Strategy == RampStrategy.Step)
        {
            check(ramp.Steps.Length is > 0 and <= MaxSteps, "ramp.steps", $"must have 1 to {MaxSteps} percentages");
            check(ramp.Steps.All(step => step is > 0 and < 100), "ramp.steps", "must be between 1 and 99: both arms need traffic");
            check(ramp.Steps.SequenceEqual(ramp.Steps.Distinct().Order()), "ramp.steps", "must rise");
            return;
        }

        check(ramp.Count is > 0 and <= MaxSteps, "ramp.count", $"must be between 1 and {MaxSteps}");
        check(ramp.From is > 0 and < 100, "ramp.from", "must be above 0 and below 100");
        check(ramp.To is > 0 and < 100 && ramp.To >= ramp.From, "ramp.to", "must be below 100 and not below ramp.from");
    }

    private static void CheckPlan(Action<bool, string, string> check, PlanDefinition plan, GuardrailDefinition guardrail)
    {
        check(plan.SignificanceLevel is > 0 and < 0.5, "plan.significanceLevel", "must be above 0 and below 0.5");
        check(plan.Power is > 0 and < 1, "plan.power", "must be above 0 and below 1");
        check(plan.SamplesPerArm is null or >= 2, "plan.samplesPerArm", "must be at least 2");
        check(plan.MaxHoldSeconds > 0, "plan.maxHoldSeconds", "must be above 0");
        check(plan.ProvisioningSeconds > 0, "plan.provisioningSeconds", "must be above 0");
        check(guardrail.FalseAlarm is > 0 and < 0.5, "guardrail.falseAlarm", "must be above 0 and below 0.5");
    }

    [GeneratedRegex("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", RegexOptions.CultureInvariant)]
    private static partial Regex Dns1123();
}
