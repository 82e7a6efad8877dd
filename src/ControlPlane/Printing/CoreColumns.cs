using System.Text.Json;
using ModelServing.ControlPlane.Json;

namespace ModelServing.ControlPlane.Printing;

internal static class CoreColumns
{
    private const string RolePrefix = "node-role.kubernetes.io/";

    public static Column[] Namespaces { get; } = [Columns.Name, Columns.Text("Status", "status", "phase"), Columns.Age];

    public static Column[] ConfigMaps { get; } = [Columns.Name, Columns.Count("Data", "data"), Columns.Age];

    public static Column[] Secrets { get; } = [Columns.Name, Columns.Text("Type", "type"), Columns.Count("Data", "data"), Columns.Age];

    public static Column[] ServiceAccounts { get; } = [Columns.Name, Columns.Raw("Secrets", "integer", value => value.Items("secrets").Count()), Columns.Age];

    public static Column[] Services { get; } =
    [
        Columns.Name,
        Columns.Text("Type", "spec", "type"),
        Columns.Text("Cluster-IP", "spec", "clusterIP"),
        Columns.Text("External-IP", ExternalAddress),
        Columns.Text("Port(s)", value => string.Join(',', value.Items("spec", "ports").Select(ServicePort))),
        Columns.Age,
        Columns.Text("Selector", value => Columns.Labels(value.At("spec", "selector"))).Wide(),
    ];

    public static Column[] Nodes { get; } =
    [
        Columns.Name,
        Columns.Text("Status", NodeStatus),
        Columns.Text("Roles", Roles),
        Columns.Age,
        Columns.Text("Version", "status", "nodeInfo", "kubeletVersion"),
        Columns.Text("Internal-IP", value => Address(value, "InternalIP")).Wide(),
        Columns.Text("External-IP", value => Address(value, "ExternalIP")).Wide(),
        Columns.Text("OS-Image", "status", "nodeInfo", "osImage").Wide(),
        Columns.Text("Kernel-Version", "status", "nodeInfo", "kernelVersion").Wide(),
        Columns.Text("Container-Runtime", "status", "nodeInfo", "containerRuntimeVersion").Wide(),
    ];

    public static Column[] Events { get; } =
    [
        new("Last Seen", (value, now) => Ages.Since(LastSeen(value), now)),
        Columns.Text("Type", "type"),
        Columns.Text("Reason", "reason"),
        Columns.Text("Object", value => $"{value.Text("involvedObject", "kind").ToLowerInvariant()}/{value.Text("involvedObject", "name")}"),
        Columns.Text("Subobject", "involvedObject", "fieldPath").Wide(),
        Columns.Text("Source", value => value.Text("source", "component") is { Length: > 0 } source ? source : value.Text("reportingComponent")).Wide(),
        Columns.Field("Message", value => value.Text("message").Trim()),
        new Column("First Seen", (value, now) => Ages.Since(value.Text("firstTimestamp") is { Length: > 0 } first ? first : LastSeen(value), now)).Wide(),
        Columns.Raw("Count", "string", value => Math.Max(1, value.Number("count"))).Wide(),
        Columns.Name.Wide(),
    ];

    public static Column[] Claims { get; } =
    [
        Columns.Name,
        Columns.Field("Status", "status", "phase"),
        Columns.Field("Volume", "spec", "volumeName"),
        Columns.Field("Capacity", "status", "capacity", "storage"),
        Columns.Field("Access Modes", AccessModes),
        Columns.Field("StorageClass", "spec", "storageClassName"),
        Columns.Age,
        Columns.Field("VolumeMode", "spec", "volumeMode").Wide(),
    ];

    public static Column[] Endpoints { get; } =
    [
        Columns.Name,
        Columns.Text("Endpoints", value => string.Join(',', value.Items("subsets").SelectMany(Addresses))),
        Columns.Age,
    ];

    public static Column[] EndpointSlices { get; } =
    [
        Columns.Name,
        Columns.Text("AddressType", "addressType"),
        Columns.Text("Ports", value => string.Join(',', value.Items("ports").Select(port => port.Text("port")))),
        Columns.Text("Endpoints", value => string.Join(',', value.Items("endpoints").SelectMany(item => item.Items("addresses")).Select(address => address.ScalarText()))),
        Columns.Age,
    ];

    public static Column[] Leases { get; } = [Columns.Name, Columns.Field("Holder", "spec", "holderIdentity"), Columns.Age];

    public static Column[] PriorityClasses { get; } =
    [
        Columns.Name,
        Columns.Number("Value", "value"),
        Columns.Raw("Global-Default", "boolean", value => value.Text("globalDefault") == "true"),
        Columns.Age,
        Columns.Field("PreemptionPolicy", "preemptionPolicy"),
    ];

    public static Column[] Definitions { get; } = [Columns.Name, Columns.Text("Created At", "metadata", "creationTimestamp") with { Type = "date" }];

    public static Column[] Bindings { get; } =
    [
        Columns.Name, Columns.Field("Role", value => $"{value.Text("roleRef", "kind")}/{value.Text("roleRef", "name")}"), Columns.Age,
        Columns.Field("Users", value => Subjects(value, "User")).Wide(),
        Columns.Field("Groups", value => Subjects(value, "Group")).Wide(),
        Columns.Field("ServiceAccounts", value => Subjects(value, "ServiceAccount")).Wide(),
    ];

    public static Column[] ClusterRoles { get; } = [Columns.Name, Columns.Field("Created At", "metadata", "creationTimestamp")];

    /// <summary>Abbreviates the access modes of a volume or a claim.</summary>
    public static string AccessModes(JsonElement value) => string.Join(',', value.Items("spec", "accessModes").Select(mode => AccessMode(mode.ScalarText())));

    private static string Subjects(JsonElement binding, string kind) => string.Join(
        ", ",
        from subject in binding.Items("subjects")
        where subject.Text("kind") == kind
        select subject.Text("namespace") is { Length: > 0 } ns ? $"{ns}/{subject.Text("name")}" : subject.Text("name"));

    private static string ServicePort(JsonElement port) =>
        port.Number("nodePort") > 0 ? $"{port.Text("port")}:{port.Text("nodePort")}/{port.Text("protocol")}" : $"{port.Text("port")}/{port.Text("protocol")}";

    private static string ExternalAddress(JsonElement service)
    {
        if (service.Text("spec", "type") == "ExternalName")
        {
            return service.Text("spec", "externalName");
        }

        var balanced = service.Items("status", "loadBalancer", "ingress").Select(item => item.Text("ip") is { Length: > 0 } address ? address : item.Text("hostname"));
        var all = string.Join(',', balanced.Concat(service.Items("spec", "externalIPs").Select(address => address.ScalarText())));
        return all.Length == 0 && service.Text("spec", "type") == "LoadBalancer" ? "<pending>" : all;
    }

    private static string LastSeen(JsonElement value) =>
        ((string[])[value.Text("series", "lastObservedTime"), value.Text("lastTimestamp"), value.Text("eventTime")]).FirstOrDefault(text => text.Length > 0)
        ?? value.Text("metadata", "creationTimestamp");

    private static string NodeStatus(JsonElement node)
    {
        var ready = Columns.Condition(node, "Ready") switch { "True" => "Ready", "" => "Unknown", _ => "NotReady" };
        return node.Text("spec", "unschedulable") == "true" ? $"{ready},SchedulingDisabled" : ready;
    }

    private static string Roles(JsonElement node) => node.At("metadata", "labels") is { } labels
        ? string.Join(',', labels.EnumerateObject().Where(label => label.Name.StartsWith(RolePrefix, StringComparison.Ordinal)).Select(label => label.Name[RolePrefix.Length..]))
        : "";

    private static string Address(JsonElement node, string type) =>
        node.Items("status", "addresses").Where(item => item.Text("type") == type).Select(item => item.Text("address")).FirstOrDefault() ?? "";

    private static string AccessMode(string mode) => mode switch
    {
        "ReadWriteOnce" => "RWO",
        "ReadOnlyMany" => "ROX",
        "ReadWriteMany" => "RWX",
        "ReadWriteOncePod" => "RWOP",
        _ => mode,
    };

    private static IEnumerable<string> Addresses(JsonElement subset) => subset.Items("addresses")
        .SelectMany(address => subset.Items("ports").Select(port => $"{address.Text("ip")}:{port.Text("port")}"));
}
