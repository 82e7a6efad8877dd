using System.Text;
using k8s.Models;
using ModelServing.Kubernetes.Client;

namespace ModelServing.ModelServer.Nodes;

/// <summary>The environment variables of a container.</summary>
internal static class ContainerEnvironment
{
    /// <summary>Resolves all variables; later ones may refer to earlier ones. Returns what is missing, or nothing.</summary>
    public static async Task<string?> ResolveAsync(V1Pod pod, V1Container container, ICluster cluster, Dictionary<string, string> variables, CancellationToken cancellationToken)
    {
        foreach (var source in container.EnvFrom ?? [])
        {
            foreach (var (key, value) in await AllAsync(pod, source, cluster, cancellationToken))
            {
                variables[(source.Prefix ?? string.Empty) + key] = value;
            }
        }

        foreach (var variable in container.Env ?? [])
        {
            var (value, problem) = variable.ValueFrom is { } source
                ? await ReadAsync(pod, source, cluster, cancellationToken)
                : (VariableExpansion.Expand(variable.Value ?? string.Empty, variables), null);
            if (problem is not null)
            {
                return problem;
            }

            if (value is not null)
            {
                variables[variable.Name] = value;
            }
        }

        return null;
    }

    /// <summary>Reads a field of the pod that the downward API knows.</summary>
    public static string? Field(V1Pod pod, string path) => path switch
    {
        "metadata.name" => pod.Metadata.Name,
        "metadata.namespace" => pod.Metadata.NamespaceProperty,
        "metadata.uid" => pod.Metadata.Uid,
        "spec.nodeName" => pod.Spec.NodeName,
        "spec.serviceAccountName" => pod.Spec.ServiceAccountName,
        "status.podIP" or "status.hostIP" or "status.podIPs" => "127.0.0.1",
        _ when Key(path, "metadata.labels['") is { } label => pod.Metadata.Labels?.TryGetValue(label, out var value) == true ? value : string.Empty,
        _ when Key(path, "metadata.annotations['") is { } annotation => pod.Metadata.Annotations?.TryGetValue(annotation, out var value) == true ? value : string.Empty,
        _ => null,
    };

    private static string? Key(string path, string prefix) =>
        path.StartsWith(prefix, StringComparison.Ordinal) && path.EndsWith("']", StringComparison.Ordinal) ? path[prefix.Length..^2] : null;

    private static async Task<(string? Value, string? Problem)> ReadAsync(V1Pod pod, V1EnvVarSource source, ICluster cluster, CancellationToken cancellationToken)
    {
        var ns = pod.Metadata.NamespaceProperty;
        if (source.ConfigMapKeyRef is { } configMapKey)
        {
            var map = await cluster.FindAsync<V1ConfigMap>(configMapKey.Name, ns, cancellationToken);
            var value = map?.Data?.TryGetValue(configMapKey.Key, out var found) == true ? found : null;
            return (value, value is null && configMapKey.Optional != true ? $"couldn't find key {configMapKey.Key} in ConfigMap {ns}/{configMapKey.Name}" : null);
        }

        if (source.SecretKeyRef is { } secretKey)
        {
            var secret = await cluster.FindAsync<V1Secret>(secretKey.Name, ns, cancellationToken);
            var value = secret?.Data?.TryGetValue(secretKey.Key, out var found) == true ? Encoding.UTF8.GetString(found) : null;
            return (value, value is null && secretKey.Optional != true ? $"couldn't find key {secretKey.Key} in Secret {ns}/{secretKey.Name}" : null);
        }

        return source.FieldRef is { } field
            ? (Field(pod, field.FieldPath), Field(pod, field.FieldPath) is null ? $"field {field.FieldPath} is not supported" : null)
            : (null, null);
    }

    private static async Task<IEnumerable<KeyValuePair<string, string>>> AllAsync(V1Pod pod, V1EnvFromSource source, ICluster cluster, CancellationToken cancellationToken)
    {
        if (source.ConfigMapRef is { } configMap)
        {
            return (await cluster.FindAsync<V1ConfigMap>(configMap.Name, pod.Metadata.NamespaceProperty, cancellationToken))?.Data ?? new Dictionary<string, string>();
        }

        var secret = source.SecretRef is { } secretRef ? await cluster.FindAsync<V1Secret>(secretRef.Name, pod.Metadata.NamespaceProperty, cancellationToken) : null;
        return (secret?.Data ?? new Dictionary<string, byte[]>()).Select(pair => KeyValuePair.Create(pair.Key, Encoding.UTF8.GetString(pair.Value)));
    }
}
