using System.Globalization;
using k8s.Models;

namespace ModelServing.ModelServer.Nodes;

/// <summary>What a container may learn of its own pod: fields, and the resources it asked for.</summary>
internal static class DownwardField
{
    private const string Loopback = "127.0.0.1";

    /// <summary>Reads a field of the pod, or nothing if it is none that can be read.</summary>
    public static string? Read(V1Pod pod, string path) => path switch
    {
        "metadata.name" => pod.Metadata.Name,
        "metadata.namespace" => pod.Metadata.NamespaceProperty,
        "metadata.uid" => pod.Metadata.Uid,
        "metadata.labels" => Lines(pod.Metadata.Labels),
        "metadata.annotations" => Lines(pod.Metadata.Annotations),
        "spec.nodeName" => pod.Spec.NodeName,
        "spec.serviceAccountName" => pod.Spec.ServiceAccountName ?? "default",
        "status.podIP" or "status.hostIP" or "status.podIPs" or "status.hostIPs" => Loopback,
        _ when Key(path, "metadata.labels['") is { } label => Find(pod.Metadata.Labels, label),
        _ when Key(path, "metadata.annotations['") is { } annotation => Find(pod.Metadata.Annotations, annotation),
        _ => null,
    };

    /// <summary>Reads a request or limit in units of the divisor, rounded up; a limit that is not set is what the node has.</summary>
    public static string? Read(V1Container container, V1ResourceFieldSelector selector)
    {
        var parts = selector.Resource.Split('.', 2);
        if (parts is not ["limits" or "requests", var resource])
        {
            return null;
        }

        var resources = container.Resources;
        var asked = parts[0] == "limits" ? resources?.Limits : resources?.Requests;
        var amount = asked?.TryGetValue(resource, out var quantity) == true ? quantity.ToDecimal() : parts[0] == "limits" ? OfNode(resource) : 0;
        var divisor = selector.Divisor is { } unit && unit.ToDecimal() > 0 ? unit.ToDecimal() : 1;
        return Math.Ceiling(amount / divisor).ToString("F0", CultureInfo.InvariantCulture);
    }

    private static decimal OfNode(string resource) => resource switch
    {
        "cpu" => Environment.ProcessorCount,
        "memory" => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
        _ => 0,
    };

    private static string Lines(IDictionary<string, string>? values) =>
        string.Join('\n', (values ?? new Dictionary<string, string>()).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}=\"{Escape(pair.Value)}\""));

    private static string Escape(string text) => text
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal);

    private static string Find(IDictionary<string, string>? values, string key) => values?.TryGetValue(key, out var value) == true ? value : string.Empty;

    private static string? Key(string path, string prefix) =>
        path.StartsWith(prefix, StringComparison.Ordinal) && path.EndsWith("']", StringComparison.Ordinal) ? path[prefix.Length..^2] : null;
}
