using System.Text.Json;
using ModelServing.ControlPlane.Json;

namespace ModelServing.ControlPlane.Api;

/// <summary>Whether a container has a log to read yet, by its status.</summary>
internal static class LogAvailability
{
    /// <summary>Chooses the container: the one named, or the only one. Returns what is wrong with the choice, or nothing.</summary>
    public static string? Choose(JsonElement pod, string? named, out string container)
    {
        List<string> main = [.. pod.Items("spec", "containers").Select(item => item.Text("name"))];
        List<string> init = [.. pod.Items("spec", "initContainers").Select(item => item.Text("name"))];
        container = named ?? (main.Count == 1 ? main[0] : "");
        if (container.Length == 0)
        {
            var choices = init.Count > 0 ? $", choose one of: [{string.Join(' ', main)}] or one of the init containers: [{string.Join(' ', init)}]" : $", choose one of: [{string.Join(' ', main)}]";
            return $"a container name must be specified for pod {pod.Text("metadata", "name")}{choices}";
        }

        return main.Contains(container) || init.Contains(container) ? null : $"container {container} is not valid for pod {pod.Text("metadata", "name")}";
    }

    /// <summary>Returns why there is nothing to read, or nothing.</summary>
    public static string? Problem(JsonElement pod, string container, bool previous)
    {
        var name = pod.Text("metadata", "name");
        var statuses = pod.Items("status", "containerStatuses").Concat(pod.Items("status", "initContainerStatuses"));
        var status = statuses.FirstOrDefault(item => item.Text("name") == container);
        var ranBefore = status.At("lastState", "terminated") is not null;
        if (previous)
        {
            return ranBefore ? null : $"previous terminated container \"{container}\" in pod \"{name}\" not found";
        }

        if (ranBefore || status.At("state", "running") is not null || status.At("state", "terminated") is not null)
        {
            return null;
        }

        return status.Text("state", "waiting", "reason") switch
        {
            "ErrImagePull" => $"container \"{container}\" in pod \"{name}\" is waiting to start: image can't be pulled",
            "ImagePullBackOff" => $"container \"{container}\" in pod \"{name}\" is waiting to start: trying and failing to pull image",
            { Length: > 0 } reason => $"container \"{container}\" in pod \"{name}\" is waiting to start: {reason}",
            _ => $"container \"{container}\" in pod \"{name}\" is waiting to start - no logs yet",
        };
    }
}
