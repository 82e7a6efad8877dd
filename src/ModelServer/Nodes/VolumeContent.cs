using System.Text;
using k8s.Models;

namespace ModelServing.ModelServer.Nodes;

/// <summary>The files that config maps, secrets, the downward API and projections of them put into a volume.</summary>
internal sealed class VolumeContent(V1Pod pod, ConfigSource source)
{
    private readonly List<VolumeFile> _files = [];

    public IReadOnlyList<VolumeFile> Files => _files;

    public static bool IsMadeOfFiles(V1Volume volume) => volume is { ConfigMap: not null } or { Secret: not null } or { Projected: not null } or { DownwardAPI: not null };

    /// <summary>Reads the volume; returns what is missing, or nothing.</summary>
    public async Task<string?> ReadAsync(V1Volume volume, CancellationToken cancellationToken)
    {
        if (volume.ConfigMap is { } map)
        {
            return await ConfigMapAsync(map.Name, map.Items, map.Optional, map.DefaultMode, cancellationToken);
        }

        if (volume.Secret is { } secret)
        {
            return await SecretAsync(secret.SecretName, secret.Items, secret.Optional, secret.DefaultMode, cancellationToken);
        }

        if (volume.DownwardAPI is { } downward)
        {
            return Downward(downward.Items, downward.DefaultMode);
        }

        foreach (var projection in volume.Projected?.Sources ?? [])
        {
            if (await ProjectAsync(projection, volume.Projected?.DefaultMode, cancellationToken) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    private async Task<string?> ProjectAsync(V1VolumeProjection projection, int? mode, CancellationToken cancellationToken) => projection switch
    {
        { ConfigMap: { } map } => await ConfigMapAsync(map.Name, map.Items, map.Optional, mode, cancellationToken),
        { Secret: { } secret } => await SecretAsync(secret.Name, secret.Items, secret.Optional, mode, cancellationToken),
        { DownwardAPI: { } downward } => Downward(downward.Items, mode),
        _ => "only config maps, secrets and the downward API can be projected here: no service account tokens or trust bundles are issued",
    };

    private async Task<string?> ConfigMapAsync(string name, IList<V1KeyToPath>? items, bool? optional, int? mode, CancellationToken cancellationToken)
    {
        var content = await source.ConfigMapAsync(name, cancellationToken);
        return content is null && optional != true ? $"configmap \"{name}\" not found" : Add(content, items, optional, mode, "configmap references non-existent config key");
    }

    private async Task<string?> SecretAsync(string name, IList<V1KeyToPath>? items, bool? optional, int? mode, CancellationToken cancellationToken)
    {
        var content = await source.SecretAsync(name, cancellationToken);
        return content is null && optional != true ? $"secret \"{name}\" not found" : Add(content, items, optional, mode, "references non-existent secret key");
    }

    private string? Add(IReadOnlyDictionary<string, byte[]>? content, IList<V1KeyToPath>? items, bool? optional, int? mode, string missing)
    {
        content ??= new Dictionary<string, byte[]>();
        if (items is not { Count: > 0 })
        {
            _files.AddRange(content.Select(pair => new VolumeFile(pair.Key, pair.Value, VolumeFile.ModeOf(null, mode))));
            return null;
        }

        foreach (var item in items)
        {
            if (content.TryGetValue(item.Key, out var bytes))
            {
                _files.Add(new VolumeFile(item.Path, bytes, VolumeFile.ModeOf(item.Mode, mode)));
            }
            else if (optional != true)
            {
                return $"{missing}: {item.Key}";
            }
        }

        return null;
    }

    private string? Downward(IList<V1DownwardAPIVolumeFile>? items, int? mode)
    {
        foreach (var item in items ?? [])
        {
            var container = pod.Spec.Containers.FirstOrDefault(candidate => candidate.Name == item.ResourceFieldRef?.ContainerName);
            var text = item.FieldRef is { } field ? DownwardField.Read(pod, field.FieldPath)
                : item.ResourceFieldRef is { } resource && container is not null ? DownwardField.Read(container, resource)
                : null;
            if (text is null)
            {
                return $"unsupported fieldPath: {item.FieldRef?.FieldPath ?? item.ResourceFieldRef?.Resource}";
            }

            _files.Add(new VolumeFile(item.Path, Encoding.UTF8.GetBytes(text), VolumeFile.ModeOf(item.Mode, mode)));
        }

        return null;
    }
}
