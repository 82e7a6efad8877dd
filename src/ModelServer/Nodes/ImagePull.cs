using k8s.Models;

namespace ModelServing.ModelServer.Nodes;

/// <summary>Finds what runs in an image's place. An image that nothing here maps is tried again and again, as a pull is, and told of in the same words.</summary>
internal sealed class ImagePull(V1Pod pod, PodBoard board, NodeServices node)
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    /// <summary>How long the failure itself is told before the wait for the next attempt is.</summary>
    private static readonly TimeSpan Shown = TimeSpan.FromSeconds(1);

    /// <summary>Returns what stands for the container's image, once there is something that can do what the container is there for.</summary>
    public async Task<Image> WaitAsync(V1Container container, bool initializes, CancellationToken cancellationToken)
    {
        Image? image;
        for (var wait = FirstWait; Problem(container, initializes, out image) is { } problem; wait = TimeSpan.FromTicks(Math.Min(LongestWait.Ticks, wait.Ticks * 2)))
        {
            if (!ImageName.IsValid(container.Image))
            {
                var text = $"Failed to apply default image tag \"{container.Image}\": couldn't parse image name \"{container.Image}\": invalid reference format";
                Tell(container, "InvalidImageName", text, ("InspectFailed", text));
            }
            else if (container.ImagePullPolicy == "Never")
            {
                var text = $"Container image \"{container.Image}\" is not present with pull policy of Never: {problem}";
                Tell(container, "ErrImageNeverPull", text, ("ErrImageNeverPull", text));
            }
            else
            {
                node.Events.Normal(pod, container.Name, "Pulling", $"Pulling image \"{container.Image}\"");
                Tell(container, "ErrImagePull", problem, ("Failed", $"Failed to pull image \"{container.Image}\": {problem}"));
                await Task.Delay(Shown, node.TimeProvider, cancellationToken);
                node.Events.Normal(pod, container.Name, "BackOff", $"Back-off pulling image \"{container.Image}\"");
                Tell(container, "ImagePullBackOff", $"Back-off pulling image \"{container.Image}\": ErrImagePull: {problem}", null);
            }

            await Task.Delay(wait, node.TimeProvider, cancellationToken);
        }

        node.Events.Normal(pod, container.Name, "Pulled", $"Container image \"{container.Image}\" already present on machine");
        return image!; // without a problem, it was found
    }

    private string? Problem(V1Container container, bool initializes, out Image? image)
    {
        if (!node.Settings.Images.TryFind(container.Image, out image, out var problem))
        {
            return problem;
        }

        return image.Fits(initializes) ? null
            : initializes ? $"image {container.Image} cannot initialize: only storage initializers and commands can"
            : $"image {container.Image} can only initialize";
    }

    private void Tell(V1Container container, string reason, string message, (string Reason, string Message)? first)
    {
        if (first is { } warning)
        {
            node.Events.Warning(pod, container.Name, warning.Reason, warning.Message);
        }

        node.Events.Warning(pod, container.Name, "Failed", $"Error: {reason}");
        board.Update(container.Name, report => report.Wait(reason, message));
    }
}
