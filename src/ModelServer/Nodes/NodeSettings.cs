using ModelServing.ModelServer.Configuration;

namespace ModelServing.ModelServer.Nodes;

/// <summary>Who the node is and where it keeps and finds things.</summary>
internal sealed record NodeSettings(string Name, string Kubeconfig, string StateDirectory, StorageMap Storage, ImageTable Images)
{
    /// <summary>Gets the folder of the node's pods.</summary>
    public string PodsFolder => Path.Combine(StateDirectory, "nodes", Name, "pods");

    /// <summary>Gets what the node offers to pods: quantities by resource.</summary>
    public IReadOnlyDictionary<string, string> Allocatable { get; init; } = NodeResources.Allocatable([]);

    /// <summary>Reads the section <c>ModelServing</c>; a flag wins over it.</summary>
    public static NodeSettings Read(ServerFlags flags, IConfiguration configuration)
    {
        var section = configuration.GetSection("ModelServing");
        var state = Path.GetFullPath(section["StateDirectory"] ?? ".modelserving");
        string?[] kubeconfigs = [flags.Kubeconfig, section["Kubeconfig"], configuration["KUBECONFIG"], Path.Combine(state, "kubeconfig")];
        return new NodeSettings(
            flags.NodeName,
            kubeconfigs.First(path => !string.IsNullOrEmpty(path))!, // the last one never is
            state,
            new StorageMap(section.GetSection("Storage").AsEnumerable(makePathsRelative: true)),
            new ImageTable(section.GetSection("Images").AsEnumerable(makePathsRelative: true)))
        {
            Allocatable = NodeResources.Allocatable(section.GetSection("Allocatable").AsEnumerable(makePathsRelative: true)),
        };
    }
}
