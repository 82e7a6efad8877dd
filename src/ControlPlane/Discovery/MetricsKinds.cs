using System.Text.Json.Nodes;

namespace ModelServing.ControlPlane.Discovery;

/// <summary>What nodes and pods use: read from the nodes, never stored.</summary>
internal sealed record MetricsKinds(string Plural, string Kind, bool Namespaced)
{
    public const string Group = "metrics.k8s.io";
    public const string Version = "v1beta1";

    private static readonly MetricsKinds[] All = [new("nodes", "NodeMetrics", false), new("pods", "PodMetrics", true)];

    public static JsonArray Verbs => new JsonArray("get", "list");

    public static IEnumerable<string> Versions(string group) => group == Group ? [Version] : [];

    public static IEnumerable<MetricsKinds> Of(string group, string version) => group == Group && version == Version ? All : [];

    public JsonObject ToResource() => new()
    {
        ["name"] = Plural,
        ["singularName"] = "",
        ["namespaced"] = Namespaced,
        ["kind"] = Kind,
        ["verbs"] = Verbs,
    };
}
