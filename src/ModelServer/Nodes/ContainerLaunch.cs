using System.Net;
using k8s.Models;
using ModelServing.ModelServer.Configuration;
using ModelServing.ModelServer.Hosting;

namespace ModelServing.ModelServer.Nodes;

/// <summary>Everything a container needs to start: its command line with the host's paths, and the options that it means.</summary>
internal sealed record ContainerLaunch(ServerFlags Flags, ServerOptions Options, PathMap Paths) : IContainerLaunch
{
    /// <summary>Gets the configuration file as the pod names it, or null.</summary>
    public string? WrittenConfigPath { get; private init; }

    /// <summary>Gets where on the host that file is read from, and where the copy is that the server reads.</summary>
    public (string Source, string Copy)? Config { get; private init; }

    /// <summary>Gets the fields that were taken out of the configuration.</summary>
    public IReadOnlyList<string> DroppedFields { get; private init; } = [];

    /// <summary>Resolves what the container refers to; returns what is missing instead, if anything is.</summary>
    /// <exception cref="ContainerFailure">The command line is wrong.</exception>
    public static async Task<(IContainerLaunch? Launch, string? Missing)> PrepareAsync(V1Pod pod, V1Container container, PodVolumes volumes, string podFolder, NodeServices node, CancellationToken cancellationToken)
    {
        // Nobody reads a model server's environment but itself: it is told of Services only where it is to pass on what it is told.
        var environment = VariableExpansion.IsUsedBy(container) ? await ServiceVariables.ResolveAsync(pod, node, cancellationToken) : [];
        var source = new ConfigSource(node.Cluster, pod.Metadata.NamespaceProperty);
        if (await ContainerEnvironment.ResolveAsync(pod, container, source, environment, cancellationToken) is { } missing)
        {
            return (null, missing);
        }

        var paths = volumes.Mount(container, environment);
        var written = TensorFlowCommand.Build(container, environment, new PathMap());
        var arguments = CpuLimit.Apply(TensorFlowCommand.Build(container, environment, paths), container, Environment.ProcessorCount);
        return (Read(written, arguments, paths, Path.Combine(podFolder, "config", container.Name, "models.config")), null);
    }

    public IEnumerable<(string Reason, string Message)> Caveats(V1Container container, PodVolumes volumes) => ContainerCaveats.Find(container, volumes, this);

    public IContainerRun Start(ContainerIdentity identity, ContainerLog log, NodeServices node) => new ModelServerRun(this, identity, log, node);

    private static ContainerLaunch Read(string[] written, string[] arguments, PathMap paths, string copy)
    {
        var config = MappedConfigFile.Redirect(arguments, copy);
        var dropped = config is null ? [] : MappedConfigFile.Refresh(config, copy, paths);
        if (!FlagParser.TryParse(arguments, out var flags, out _, out var error) || !ServerOptionsReader.TryRead(flags, out var options, out error))
        {
            throw new ContainerFailure(1, error);
        }

        // Many servers share this machine's ports: the node publishes which port stands for which of the container's.
        options = options with { RestPort = options.RestPort is null ? null : 0, GrpcPort = options.GrpcPort is null ? null : 0, Address = IPAddress.Loopback };
        return new ContainerLaunch(flags, options, paths)
        {
            Config = config is null ? null : (config, copy),
            WrittenConfigPath = config is null ? null : MappedConfigFile.Redirect(written, copy),
            DroppedFields = dropped,
        };
    }
}
