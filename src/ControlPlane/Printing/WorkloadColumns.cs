using System.Text.Json;
using ModelServing.ControlPlane.Json;

namespace ModelServing.ControlPlane.Printing;

internal static class WorkloadColumns
{
    public static Column[] Containers { get; } =
    [
        Columns.Text("Containers", value => string.Join(',', ContainersOf(value).Select(item => item.Text("name")))).Wide(),
        Columns.Text("Images", value => string.Join(',', ContainersOf(value).Select(item => item.Text("image")))).Wide(),
    ];

    public static Column[] Template { get; } =
    [
        .. Containers,
        Columns.Text("Selector", value => Columns.Labels(value.At("spec", "selector", "matchLabels"))).Wide(),
    ];

    public static Column[] Deployments { get; } =
    [
        Columns.Name,
        Columns.Raw("Ready", "string", value => $"{value.Number("status", "readyReplicas")}/{value.Number("spec", "replicas")}"),
        Columns.Number("Up-to-date", "status", "updatedReplicas"),
        Columns.Number("Available", "status", "availableReplicas"),
        Columns.Age,
        .. Template,
    ];

    public static Column[] ReplicaSets { get; } =
    [
        Columns.Name,
        Columns.Number("Desired", "spec", "replicas"),
        Columns.Number("Current", "status", "replicas"),
        Columns.Number("Ready", "status", "readyReplicas"),
        Columns.Age,
        .. Template,
    ];

    public static Column[] DisruptionBudgets { get; } =
    [
        Columns.Name,
        Columns.Text("Min Available", value => value.Text("spec", "minAvailable") is { Length: > 0 } least ? least : "N/A"),
        Columns.Text("Max Unavailable", value => value.Text("spec", "maxUnavailable") is { Length: > 0 } most ? most : "N/A"),
        Columns.Number("Allowed Disruptions", "status", "disruptionsAllowed"),
        Columns.Age,
    ];

    public static Column[] Autoscalers { get; } =
    [
        Columns.Name,
        Columns.Raw("Reference", "string", value => $"{value.Text("spec", "scaleTargetRef", "kind")}/{value.Text("spec", "scaleTargetRef", "name")}"),
        Columns.Text("Targets", Targets),
        Columns.Text("MinPods", "spec", "minReplicas"),
        Columns.Number("MaxPods", "spec", "maxReplicas"),
        Columns.Number("Replicas", "status", "currentReplicas"),
        Columns.Age,
    ];

    private static IEnumerable<JsonElement> ContainersOf(JsonElement value) => value.Items("spec", "template", "spec", "containers");

    private static string Targets(JsonElement autoscaler)
    {
        var current = autoscaler.Items("status", "currentMetrics").ToList();
        return string.Join(", ", autoscaler.Items("spec", "metrics").Select((metric, index) => Target(metric, index < current.Count ? current[index] : default)));
    }

    private static string Target(JsonElement metric, JsonElement current)
    {
        var source = metric.Text("type") is { Length: > 0 } type ? char.ToLowerInvariant(type[0]) + type[1..] : "";
        var name = source == "resource" ? metric.Text(source, "name") : metric.Text(source, "metric", "name");
        var (field, unit) = metric.Text(source, "target", "type") switch
        {
            "Utilization" => ("averageUtilization", "%"),
            "AverageValue" => ("averageValue", source == "resource" ? "" : " (avg)"),
            _ => ("value", ""),
        };
        var wanted = metric.Text(source, "target", field);
        var present = current.Text(source, "current", field) is { Length: > 0 } seen ? seen + unit.TrimEnd() : "<unknown>";
        return source == "resource" ? $"{name}: {present}/{wanted}{unit}" : $"{present}/{wanted}{unit}";
    }
}
