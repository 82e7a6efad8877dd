using System.Text;
using k8s.Models;
using ModelServing.Kubernetes.Client;

namespace ModelServing.ModelServer.Nodes;

/// <summary>Gives each volume of a pod a folder of the host: config maps and secrets as files, claims by the storage map.</summary>
internal sealed class PodVolumes(V1Pod pod, string podFolder, StorageMap storage, ICluster cluster)
{
    private readonly Dictionary<string, string> _folders = [];
    private readonly List<(string Volume, string Relative, string Folder)> _overlays = [];

    /// <summary>Prepares every volume; returns what is missing, or nothing.</summary>
    public async Task<string?> PrepareAsync(CancellationToken cancellationToken)
    {
        foreach (var volume in pod.Spec.Volumes ?? [])
        {
            if (await PrepareAsync(volume, cancellationToken) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    /// <summary>Puts a folder of the host in the place an init container would have filled: no copy is made.</summary>
    public void Provide(V1Container initializer, string destination, string folder)
    {
        var mount = (initializer.VolumeMounts ?? []).FirstOrDefault(mount => Relative(mount.MountPath, destination) is not null);
        _overlays.Add((mount?.Name ?? string.Empty, mount is null ? destination : Relative(mount.MountPath, destination) ?? string.Empty, folder));
    }

    /// <summary>Gets the paths as one container sees them.</summary>
    public PathMap PathsOf(V1Container container)
    {
        var paths = new PathMap();
        foreach (var mount in container.VolumeMounts ?? [])
        {
            if (_folders.TryGetValue(mount.Name, out var folder))
            {
                paths.Mount(mount.MountPath, PathMap.Below(folder, mount.SubPath ?? string.Empty) ?? folder);
            }

            foreach (var overlay in _overlays.Where(overlay => overlay.Volume == mount.Name))
            {
                paths.Mount(mount.MountPath.TrimEnd('/') + overlay.Relative, overlay.Folder);
            }
        }

        foreach (var overlay in _overlays.Where(overlay => overlay.Volume.Length == 0))
        {
            paths.Mount(overlay.Relative, overlay.Folder);
        }

        return paths;
    }

    private static string? Relative(string mountPath, string path)
    {
        var mount = mountPath.TrimEnd('/');
        path = path.TrimEnd('/');
        return path == mount ? string.Empty : path.StartsWith(mount + "/", StringComparison.Ordinal) ? path[mount.Length..] : null;
    }

    private async Task<string?> PrepareAsync(V1Volume volume, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(podFolder, "volumes", volume.Name);
        if (volume.PersistentVolumeClaim is { } claim)
        {
            return storage.TryMap($"pvc://{claim.ClaimName}", out var mapped, out var problem) ? Set(volume.Name, mapped) : problem;
        }

        Set(volume.Name, folder);
        Directory.CreateDirectory(folder);
        if (volume.ConfigMap is { } source)
        {
            var map = await cluster.FindAsync<V1ConfigMap>(source.Name, pod.Metadata.NamespaceProperty, cancellationToken);
            var files = (map?.Data ?? new Dictionary<string, string>()).ToDictionary(pair => pair.Key, pair => Encoding.UTF8.GetBytes(pair.Value));
            return Write(folder, source.Items, files, map is not null || source.Optional == true, $"configmap \"{source.Name}\" not found");
        }

        if (volume.Secret is { } secretSource)
        {
            var secret = await cluster.FindAsync<V1Secret>(secretSource.SecretName, pod.Metadata.NamespaceProperty, cancellationToken);
            return Write(folder, secretSource.Items, secret?.Data ?? new Dictionary<string, byte[]>(), secret is not null || secretSource.Optional == true, $"secret \"{secretSource.SecretName}\" not found");
        }

        return volume.HostPath is null ? null : $"volume \"{volume.Name}\": hostPath volumes are not mounted; use a claim and map it: ModelServing:Storage:pvc://<claim>=<folder>";
    }

    private string? Set(string volume, string folder)
    {
        _folders[volume] = folder;
        return null;
    }

    private static string? Write(string folder, IList<V1KeyToPath>? items, IEnumerable<KeyValuePair<string, byte[]>> files, bool found, string problem)
    {
        foreach (var (key, content) in files)
        {
            var names = items is { Count: > 0 } ? items.Where(item => item.Key == key).Select(item => item.Path) : [key];
            foreach (var path in names.Select(name => PathMap.Below(folder, name)).OfType<string>())
            {
                FileReplacement.Write(path, content);
            }
        }

        return found ? null : problem;
    }
}
