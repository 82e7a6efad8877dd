using System.Text;
using k8s.Models;

namespace ModelServing.ModelServer.Nodes;

/// <summary>The environment variables of a container.</summary>
internal static class ContainerEnvironment
{
    /// <summary>Resolves all variables; later ones may refer to earlier ones. Returns what is missing, or nothing.</summary>
    public static async Task<string?> ResolveAsync(V1Pod pod, V1Container container, ConfigSource source, Dictionary<string, string> variables, CancellationToken cancellationToken)
    {
        foreach (var all in container.EnvFrom ?? [])
        {
            var (content, missing) = await AllAsync(all, source, cancellationToken);
            if (missing is not null)
            {
                return missing;
            }

            foreach (var (key, value) in content)
            {
                variables[(all.Prefix ?? string.Empty) + key] = Encoding.UTF8.GetString(value);
            }
        }

        foreach (var variable in container.Env ?? [])
        {
            var (value, problem) = variable.ValueFrom is { } from
                ? await ReadAsync(pod, container, from, source, cancellationToken)
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

    private static async Task<(IReadOnlyDictionary<string, byte[]> Content, string? Missing)> AllAsync(V1EnvFromSource all, ConfigSource source, CancellationToken cancellationToken)
    {
        if (all.ConfigMapRef is { } configMap)
        {
            var content = await source.ConfigMapAsync(configMap.Name, cancellationToken);
            return (content ?? new Dictionary<string, byte[]>(), content is null && configMap.Optional != true ? $"configmap \"{configMap.Name}\" not found" : null);
        }

        if (all.SecretRef is { } secret)
        {
            var content = await source.SecretAsync(secret.Name, cancellationToken);
            return (content ?? new Dictionary<string, byte[]>(), content is null && secret.Optional != true ? $"secret \"{secret.Name}\" not found" : null);
        }

        return (new Dictionary<string, byte[]>(), null);
    }

    private static async Task<(string? Value, string? Problem)> ReadAsync(V1Pod pod, V1Container container, V1EnvVarSource from, ConfigSource source, CancellationToken cancellationToken)
    {
        if (from.ConfigMapKeyRef is { } configMap)
        {
            return Pick(await source.ConfigMapAsync(configMap.Name, cancellationToken), "ConfigMap", source.Namespace, configMap.Name, configMap.Key, configMap.Optional == true);
        }

        if (from.SecretKeyRef is { } secret)
        {
            return Pick(await source.SecretAsync(secret.Name, cancellationToken), "Secret", source.Namespace, secret.Name, secret.Key, secret.Optional == true);
        }

        if (from.ResourceFieldRef is { } resource)
        {
            var owner = resource.ContainerName is { Length: > 0 } name ? pod.Spec.Containers.FirstOrDefault(other => other.Name == name) ?? container : container;
            var amount = DownwardField.Read(owner, resource);
            return (amount, amount is null ? $"unsupported container resource : {resource.Resource}" : null);
        }

        var value = from.FieldRef is { } field ? DownwardField.Read(pod, field.FieldPath) : null;
        return (value, from.FieldRef is not null && value is null ? $"unsupported fieldPath: {from.FieldRef.FieldPath}" : null);
    }

    private static (string? Value, string? Problem) Pick(IReadOnlyDictionary<string, byte[]>? content, string kind, string ns, string name, string key, bool optional)
    {
        if (content?.TryGetValue(key, out var bytes) == true)
        {
            return (Encoding.UTF8.GetString(bytes), null);
        }

        var missing = content is null ? $"{kind.ToLowerInvariant()} \"{name}\" not found" : $"couldn't find key {key} in {kind} {ns}/{name}";
        return (null, optional ? null : missing);
    }
}
