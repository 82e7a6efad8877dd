using k8s.Models;

namespace ModelServing.Kubernetes.Nodes;

/// <summary>The claims that a node's storage map has folders for, by which pods run that no cluster without it would run.</summary>
public static class MappedClaims
{
    /// <summary>The annotation in which a node names them.</summary>
    public const string Annotation = "modelserving.dev/claims";

    public static string Write(IEnumerable<string> names) => string.Join(',', names.Distinct().Order(StringComparer.Ordinal));

    /// <summary>Reads what a node names, as it is written.</summary>
    /// <param name="node">The node.</param>
    public static string Of(V1Node node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return node.Metadata.Annotations?.TryGetValue(Annotation, out var names) == true ? names : string.Empty;
    }

    public static bool Has(V1Node node, string name) => Of(node).Split(',').Contains(name);
}
