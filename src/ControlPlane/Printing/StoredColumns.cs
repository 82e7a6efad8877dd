using System.Text.Json;
using ModelServing.ControlPlane.Json;

namespace ModelServing.ControlPlane.Printing;

/// <summary>Tables of the kinds that are only kept.</summary>
internal static class StoredColumns
{
    public static Column[] Volumes { get; } =
    [
        Columns.Name,
        Columns.Field("Capacity", "spec", "capacity", "storage"),
        Columns.Field("Access Modes", CoreColumns.AccessModes),
        Columns.Field("Reclaim Policy", "spec", "persistentVolumeReclaimPolicy"),
        Columns.Field("Status", "status", "phase"),
        Columns.Field("Claim", value => value.Text("spec", "claimRef", "name") is { Length: > 0 } name ? $"{value.Text("spec", "claimRef", "namespace")}/{name}" : ""),
        Columns.Field("StorageClass", "spec", "storageClassName"),
        Columns.Age,
        Columns.Field("VolumeMode", "spec", "volumeMode").Wide(),
    ];

    public static Column[] StorageClasses { get; } =
    [
        Columns.Name,
        Columns.Field("Provisioner", "provisioner"),
        Columns.Field("ReclaimPolicy", "reclaimPolicy"),
        Columns.Field("VolumeBindingMode", "volumeBindingMode"),
        Columns.Raw("AllowVolumeExpansion", "string", value => value.Text("allowVolumeExpansion") == "true"),
        Columns.Age,
    ];

    public static Column[] NetworkPolicies { get; } =
    [
        Columns.Name, Columns.Text("Pod-Selector", value => Columns.Labels(value.At("spec", "podSelector", "matchLabels"))), Columns.Age,
    ];

    public static Column[] Ingresses { get; } =
    [
        Columns.Name,
        Columns.Text("Class", "spec", "ingressClassName"),
        Columns.Field("Hosts", Hosts),
        Columns.Field("Address", value => string.Join(',', value.Items("status", "loadBalancer", "ingress").Select(item => item.Text("ip")))),
        Columns.Field("Ports", value => value.Items("spec", "tls").Any() ? "80, 443" : "80"),
        Columns.Age,
    ];

    public static Column[] IngressClasses { get; } = [Columns.Name, Columns.Field("Controller", "spec", "controller"), Columns.Age];

    public static Column[] ReplicationControllers { get; } =
    [
        Columns.Name,
        Columns.Number("Desired", "spec", "replicas"),
        Columns.Number("Current", "status", "replicas"),
        Columns.Number("Ready", "status", "readyReplicas"),
        Columns.Age,
        .. WorkloadColumns.Containers,
    ];

    public static Column[] StatefulSets { get; } =
    [
        Columns.Name, Columns.Raw("Ready", "string", value => $"{value.Number("status", "readyReplicas")}/{value.Number("spec", "replicas")}"), Columns.Age, .. WorkloadColumns.Containers,
    ];

    public static Column[] DaemonSets { get; } =
    [
        Columns.Name,
        Columns.Number("Desired", "status", "desiredNumberScheduled"),
        Columns.Number("Current", "status", "currentNumberScheduled"),
        Columns.Number("Ready", "status", "numberReady"),
        Columns.Number("Up-to-date", "status", "updatedNumberScheduled"),
        Columns.Number("Available", "status", "numberAvailable"),
        Columns.Text("Node Selector", value => Columns.Labels(value.At("spec", "template", "spec", "nodeSelector"))),
        Columns.Age,
        .. WorkloadColumns.Template,
    ];

    public static Column[] Jobs { get; } =
    [
        Columns.Name,
        Columns.Field("Status", JobStatus),
        Columns.Raw("Completions", "string", value => $"{value.Number("status", "succeeded")}/{Math.Max(1, value.Number("spec", "completions"))}"),
        Columns.Field("Duration", _ => ""),
        Columns.Age,
        .. WorkloadColumns.Template,
    ];

    public static Column[] CronJobs { get; } =
    [
        Columns.Name,
        Columns.Field("Schedule", "spec", "schedule"),
        Columns.Text("Timezone", "spec", "timeZone"),
        Columns.Raw("Suspend", "boolean", value => value.Text("spec", "suspend") == "true"),
        Columns.Raw("Active", "integer", value => value.Items("status", "active").Count()),
        new("Last Schedule", (value, now) => value.Text("status", "lastScheduleTime") is { Length: > 0 } time ? Ages.Since(time, now) : Columns.None),
        Columns.Age,
    ];

    private static string Hosts(JsonElement ingress) =>
        string.Join(',', ingress.Items("spec", "rules").Select(rule => rule.Text("host")).Where(host => host.Length > 0)) is { Length: > 0 } hosts ? hosts : "*";

    private static string JobStatus(JsonElement job) =>
        Columns.Condition(job, "Complete") == "True" ? "Complete"
        : Columns.Condition(job, "Failed") == "True" ? "Failed"
        : job.Text("spec", "suspend") == "true" ? "Suspended"
        : "Running";
}
