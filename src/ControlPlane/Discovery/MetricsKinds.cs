using System.Text.Json.Nodes;

namespace ModelServing.ControlPlane.Discovery;

/// <summary>What nodes and pods use: read from the nodes, never stored.</summary>
internal static class MetricsKinds
{
    public const string Group = "metrics.k8s.io";
    public const string Version = "v1beta1";

    public static IEnumerable<string> Versions(string group) => group == Group ? [Version] : [];

    public static IEnumerable<JsonObject> Of(string group, string version) =>
        group == Group && version == Version ? [Describe("nodes", "NodeMetrics", namespaced: false), Describe("pods", "PodMetrics", namespaced: true)] : [];

    private static JsonObject Describe(string plural, string kind, bool namespaced) => new()
    {
        ["name"] = plural,
        ["singularName"] = "",
        ["namespaced"] = namespaced,
        ["kind"] = kind,
        ["verbs"] = new JsonArray("get", "list"),
    };
}
