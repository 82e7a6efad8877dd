using k8s.Models;

namespace ModelServing.ModelServer.Nodes.Processes;

/// <summary>A container's command as a process of this machine runs it: with the host's paths and ports.</summary>
internal sealed record ProcessLaunch(
    IReadOnlyList<string> Command, IReadOnlyDictionary<string, string> Environment, string WorkingDirectory, IReadOnlyDictionary<int, int> Ports, PathMap Paths) : IContainerLaunch
{
    /// <summary>Resolves what the container refers to; returns what is missing instead, if anything is.</summary>
    public static async Task<(IContainerLaunch? Launch, string? Missing)> PrepareAsync(V1Pod pod, V1Container container, ImageCommand image, PodVolumes volumes, TerminationMessage lastWords, NodeServices node, CancellationToken cancellationToken)
    {
        var ports = ProcessEnvironment.Ports(container);
        var variables = await ServiceVariables.ResolveAsync(pod, node, cancellationToken);
        foreach (var (name, value) in ProcessEnvironment.OfPorts(ports))
        {
            variables[name] = value;
        }

        var source = new ConfigSource(node.Cluster, pod.Metadata.NamespaceProperty);
        if (await ContainerEnvironment.ResolveAsync(pod, container, source, variables, cancellationToken) is { } missing)
        {
            return (null, missing);
        }

        var paths = volumes.Mount(container, variables);
        lastWords.Mount(paths);
        var environment = ProcessEnvironment.OfMachine();
        environment["HOSTNAME"] = pod.Metadata.Name;
        foreach (var (name, value) in variables)
        {
            environment[name] = paths.TranslateText(value);
        }

        var command = image.For(container, variables).Select(paths.TranslateText);
        var folder = container.WorkingDir is { Length: > 0 } wanted ? paths.Translate(wanted) : Path.GetFullPath(image.WorkingDirectory ?? ".");
        return (new ProcessLaunch([.. command], environment, folder, ports, paths), null);
    }

    /// <summary>Gives another command in the same surroundings.</summary>
    public ProcessLaunch With(IReadOnlyList<string> command) => this with { Command = [.. command.Select(Paths.TranslateText)] };

    public IEnumerable<(string Reason, string Message)> Caveats(V1Container container, PodVolumes volumes) => [];

    public IContainerRun Start(ContainerIdentity identity, ContainerLog log, NodeServices node)
    {
        var process = ContainerProcess.Start(this, log.Append, isGuarded: true);
        return new ProcessRun(this, process, node.Usage.Track(identity, process.Use), node.TimeProvider);
    }
}
