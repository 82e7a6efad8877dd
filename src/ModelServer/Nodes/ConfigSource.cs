using System.Text;
using k8s.Models;
using ModelServing.Kubernetes.Client;

namespace ModelServing.ModelServer.Nodes;

/// <summary>Reads the config maps and secrets of a namespace: their keys and contents, or nothing if there is no such object.</summary>
internal sealed class ConfigSource(ICluster cluster, string ns)
{
    public string Namespace => ns;

    public async Task<IReadOnlyDictionary<string, byte[]>?> ConfigMapAsync(string name, CancellationToken cancellationToken)
    {
        if (await cluster.FindAsync<V1ConfigMap>(name, ns, cancellationToken) is not { } map)
        {
            return null;
        }

        var content = (map.Data ?? new Dictionary<string, string>()).ToDictionary(pair => pair.Key, pair => Encoding.UTF8.GetBytes(pair.Value));
        foreach (var (key, bytes) in map.BinaryData ?? new Dictionary<string, byte[]>())
        {
            content[key] = bytes;
        }

        return content;
    }

    public async Task<IReadOnlyDictionary<string, byte[]>?> SecretAsync(string name, CancellationToken cancellationToken) =>
        await cluster.FindAsync<V1Secret>(name, ns, cancellationToken) is { } secret
            ? (secret.Data ?? new Dictionary<string, byte[]>()).AsReadOnly()
            : null;
}
