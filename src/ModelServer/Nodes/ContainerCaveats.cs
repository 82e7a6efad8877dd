using k8s.Models;

namespace ModelServing.ModelServer.Nodes;

/// <summary>What works here and surprises on another cluster, or does not do what its author seems to expect.</summary>
internal static class ContainerCaveats
{
    public static IEnumerable<(string Reason, string Message)> Find(V1Container container, PodVolumes volumes, ContainerLaunch launch)
    {
        if (launch.DroppedFields is { Count: > 0 } dropped)
        {
            yield return ("UnknownConfigField", $"{launch.WrittenConfigPath}: tensorflow.serving.LoggingConfig has no field named {string.Join(" or ", dropped.Distinct().Select(name => $"\"{name}\""))}; it is left out here, and image {container.Image} would not start with it");
        }

        if (launch.Flags.ModelConfigFilePollWaitSeconds > 0 && launch.WrittenConfigPath is { } path && volumes.IsFrozen(container, path))
        {
            yield return ("ConfigNotFollowed", $"--model_config_file_poll_wait_seconds has no effect: {path} is mounted by subPath, and such a file never changes while the container runs");
        }

        foreach (var mounts in Nested(container).GroupBy(pair => pair.Outer, pair => pair.Inner))
        {
            yield return ("ReadOnlyMountPoint", $"{string.Join(", ", mounts)}: mounted below {mounts.Key}, which is read-only; a container runtime can only do that where the volume of {mounts.Key} already has these files");
        }
    }

    private static IEnumerable<(string Inner, string Outer)> Nested(V1Container container) =>
        from outer in container.VolumeMounts ?? []
        where outer.ReadOnlyProperty == true
        from inner in container.VolumeMounts ?? []
        where inner.MountPath.StartsWith(outer.MountPath.TrimEnd('/') + "/", StringComparison.Ordinal)
        select (inner.MountPath, outer.MountPath);
}
