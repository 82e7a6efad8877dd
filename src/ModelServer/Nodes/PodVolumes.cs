using k8s.Models;

namespace ModelServing.ModelServer.Nodes;

/// <summary>Gives each volume of a pod a folder of the host: config maps and secrets as files, claims by the storage map.</summary>
internal sealed class PodVolumes(V1Pod pod, string podFolder, StorageMap storage, ConfigSource source)
{
    private readonly Dictionary<string, string> _folders = [];
    private readonly List<(string Volume, string Relative, string Folder)> _overlays = [];

    /// <summary>Gets a value indicating whether a volume's files follow objects that may change.</summary>
    public bool HasFiles => (pod.Spec.Volumes ?? []).Any(VolumeContent.IsMadeOfFiles);

    /// <summary>Prepares every volume, again when what is behind one has changed; returns what is missing, or nothing.</summary>
    public async Task<string?> PrepareAsync(CancellationToken cancellationToken)
    {
        foreach (var volume in pod.Spec.Volumes ?? [])
        {
            if (await PrepareAsync(volume, cancellationToken) is { } problem)
            {
                return $"MountVolume.SetUp failed for volume \"{volume.Name}\" : {problem}";
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

    /// <summary>Gets the paths as one container sees them from its start on: what it mounts by sub-path stays as it is now.</summary>
    public PathMap Mount(V1Container container, IReadOnlyDictionary<string, string> environment)
    {
        var paths = new PathMap();
        foreach (var mount in container.VolumeMounts ?? [])
        {
            if (_folders.TryGetValue(mount.Name, out var folder))
            {
                Mount(paths, container, mount, folder, SubPath(mount, environment));
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

    /// <summary>Whether the container mounts the path in a way that never shows later changes.</summary>
    public bool IsFrozen(V1Container container, string path) => (container.VolumeMounts ?? []).Any(mount =>
        mount.MountPath.TrimEnd('/') == path && !string.IsNullOrEmpty(mount.SubPath ?? mount.SubPathExpr) && IsMadeOfFiles(mount.Name));

    private static string? Relative(string mountPath, string path)
    {
        var mount = mountPath.TrimEnd('/');
        path = path.TrimEnd('/');
        return path == mount ? string.Empty : path.StartsWith(mount + "/", StringComparison.Ordinal) ? path[mount.Length..] : null;
    }

    private V1Volume? Volume(string name) => pod.Spec.Volumes?.FirstOrDefault(volume => volume.Name == name);

    private bool IsMadeOfFiles(string name) => Volume(name) is { } volume && VolumeContent.IsMadeOfFiles(volume);

    private void Mount(PathMap paths, V1Container container, V1VolumeMount mount, string folder, string? subPath)
    {
        if (Volume(mount.Name)?.PersistentVolumeClaim is not { } claim)
        {
            paths.Mount(mount.MountPath, SubPath(container, mount, folder, subPath));
            return;
        }

        // Parts of a claim that settings map to folders elsewhere lie in their places in it.
        var uri = $"{Uri(claim)}/{subPath?.Trim('/')}".TrimEnd('/');
        paths.Mount(mount.MountPath, storage.TryMap(uri, out var whole, out _) ? whole : SubPath(container, mount, folder, subPath));
        foreach (var (relative, below) in storage.Below(uri))
        {
            paths.Mount(mount.MountPath.TrimEnd('/') + relative, below);
        }
    }

    private static string Uri(V1PersistentVolumeClaimVolumeSource claim) => StorageMap.ClaimScheme + claim.ClaimName;

    private static string? SubPath(V1VolumeMount mount, IReadOnlyDictionary<string, string> environment) =>
        mount.SubPathExpr is { Length: > 0 } expression ? VariableExpansion.Expand(expression, environment) : mount.SubPath;

    private string SubPath(V1Container container, V1VolumeMount mount, string folder, string? relative)
    {
        if (string.IsNullOrEmpty(relative) || PathMap.Below(folder, relative) is not { } below)
        {
            return folder;
        }

        if (!IsMadeOfFiles(mount.Name))
        {
            return below;
        }

        var copy = Path.Combine(podFolder, "subpaths", container.Name, mount.Name, relative.Trim('/'));
        VolumeFolder.Copy(below, copy);
        return copy;
    }

    private async Task<string?> PrepareAsync(V1Volume volume, CancellationToken cancellationToken)
    {
        if (volume.PersistentVolumeClaim is { } claim)
        {
            return storage.TryMap(Uri(claim), out var mapped, out var problem) ? Set(volume.Name, mapped) : problem;
        }

        var folder = Path.Combine(podFolder, "volumes", volume.Name);
        if (VolumeContent.IsMadeOfFiles(volume))
        {
            var content = new VolumeContent(pod, source);
            if (await content.ReadAsync(volume, cancellationToken) is { } missing)
            {
                return missing;
            }

            VolumeFolder.Write(folder, content.Files);
            return Set(volume.Name, folder);
        }

        if (volume is { HostPath: not null } or { Csi: not null } or { Nfs: not null } or { Ephemeral: not null } or { Image: not null } or { Iscsi: not null })
        {
            return volume.HostPath is null
                ? "volumes of this type are not mounted here; config maps, secrets, projections, emptyDir and claims are"
                : "hostPath volumes are not mounted; use a claim and map it: ModelServing:Storage:pvc://<claim>=<folder>";
        }

        Directory.CreateDirectory(folder);
        return Set(volume.Name, folder);
    }

    private string? Set(string volume, string folder)
    {
        _folders[volume] = folder;
        return null;
    }
}
