using System.Text.Json;
using ModelServing.ControlPlane.Json;

namespace ModelServing.ControlPlane.Printing;

internal static class CustomColumns
{
    public static Column[] InferenceServices { get; } =
    [
        Columns.Name,
        Columns.Field("URL", "status", "url"),
        Columns.Field("Ready", value => Columns.Condition(value, "Ready")),
        Columns.Field("Prev", value => Percent(value, target => target.Text("tag") == "prev")),
        Columns.Field("Latest", value => Percent(value, target => target.Text("latestRevision") == "true")),
        Columns.Field("PrevRolledoutRevision", value => Revision(value, target => target.Text("tag") == "prev")),
        Columns.Field("LatestReadyRevision", value => Revision(value, target => target.Text("latestRevision") == "true")),
        Columns.Age,
    ];

    public static Column[] ServingRuntimes { get; } =
    [
        Columns.Name,
        Columns.Field("Disabled", "spec", "disabled"),
        Columns.Field("ModelType", value => First(value, "name")),
        Columns.Field("Containers", value => value.Items("spec", "containers").Select(item => item.Text("name")).FirstOrDefault() ?? ""),
        Columns.Age,
    ];

    public static Column[] VirtualServices { get; } =
    [
        Columns.Name,
        Columns.Field("Gateways", value => List(value, "gateways")),
        Columns.Field("Hosts", value => List(value, "hosts")),
        Columns.Age,
    ];

    public static Column[] Revisions { get; } =
    [
        Columns.Name,
        Columns.Field("Config Name", value => value.Text("metadata", "labels", "serving.knative.dev/configuration")),
        Columns.Field("Generation", value => value.Text("metadata", "labels", "serving.knative.dev/configurationGeneration")),
        Columns.Field("Ready", value => Columns.Condition(value, "Ready")),
        Columns.Field("Reason", value => Columns.Condition(value, "Ready", "reason")),
        Columns.Field("Actual Replicas", "status", "actualReplicas"),
        Columns.Field("Desired Replicas", "status", "desiredReplicas"),
    ];

    public static Column[] ScaledObjects { get; } =
    [
        Columns.Name,
        Columns.Field("ScaleTargetKind", "status", "scaleTargetKind"),
        Columns.Field("ScaleTargetName", "spec", "scaleTargetRef", "name"),
        Columns.Field("Min", "spec", "minReplicaCount"),
        Columns.Field("Max", "spec", "maxReplicaCount"),
        Columns.Field("Ready", value => Columns.Condition(value, "Ready")),
        Columns.Field("Active", value => Columns.Condition(value, "Active")),
        Columns.Age,
    ];

    public static Column[] Default { get; } = [Columns.Name, Columns.Age];

    private static IEnumerable<JsonElement> Traffic(JsonElement value) => value.Items("status", "components", "predictor", "traffic");

    private static string Percent(JsonElement value, Func<JsonElement, bool> which) => Traffic(value).Where(which).Select(target => target.Text("percent")).FirstOrDefault() ?? "";

    private static string Revision(JsonElement value, Func<JsonElement, bool> which) => Traffic(value).Where(which).Select(target => target.Text("revisionName")).FirstOrDefault() ?? "";

    private static string First(JsonElement value, string field) => value.Items("spec", "supportedModelFormats").Select(item => item.Text(field)).FirstOrDefault() ?? "";

    private static string List(JsonElement value, string field) => value.At("spec", field)?.GetRawText() ?? "";
}
