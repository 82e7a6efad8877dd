namespace ModelServing.Hosting;

/// <summary>
/// The Kubernetes cluster the application talks to: the local one, with a control plane, nodes and a gateway,
/// or one outside (<c>ModelServing:Cluster=External</c>, and always when publishing).
/// </summary>
public sealed class ModelServingCluster
{
    private readonly Dictionary<string, string> _storage = [];
    private readonly List<IResourceBuilder<ProjectResource>> _nodes = [];

    internal ModelServingCluster(IDistributedApplicationBuilder builder, ModelServingFolders folders, IResourceBuilder<ProjectResource>? controlPlane)
    {
        ApplicationBuilder = builder;
        Folders = folders;
        ControlPlane = controlPlane;
    }

    /// <summary>Gets a value indicating whether the cluster runs here.</summary>
    public bool IsLocal => ControlPlane is not null;

    /// <summary>Gets the control plane of the local cluster.</summary>
    public IResourceBuilder<ProjectResource>? ControlPlane { get; }

    /// <summary>Gets the gateway of the local cluster, once added.</summary>
    public IResourceBuilder<ProjectResource>? Gateway { get; internal set; }

    /// <summary>Gets the nodes of the local cluster.</summary>
    public IReadOnlyList<IResourceBuilder<ProjectResource>> Nodes => _nodes;

    /// <summary>Gets the folders that stand for buckets and claims.</summary>
    public IReadOnlyDictionary<string, string> Storage => _storage;

    internal IDistributedApplicationBuilder ApplicationBuilder { get; }

    internal ModelServingFolders Folders { get; }


    internal void Add(IResourceBuilder<ProjectResource> node) => _nodes.Add(node);

    internal void Map(string uri, string folder) => _storage[uri] = Path.GetFullPath(folder, ApplicationBuilder.AppHostDirectory);

    /// <summary>Tells a process of the cluster where its files are.</summary>
    internal void AddSettings(EnvironmentCallbackContext context)
    {
        if (context.ExecutionContext.IsPublishMode)
        {
            return;
        }

        context.EnvironmentVariables["ModelServing__StateDirectory"] = Folders.State;
        foreach (var (uri, folder) in _storage)
        {
            context.EnvironmentVariables[$"ModelServing__Storage__{uri}"] = folder;
        }
    }
}
