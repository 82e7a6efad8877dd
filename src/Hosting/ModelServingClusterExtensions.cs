using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ModelServing.Hosting;

/// <summary>Adds the cluster that KServe and Seldon resources run on.</summary>
public static class ModelServingClusterExtensions
{
    private const string ApplyPath = "modelserving/v1/manifests:apply";

    /// <summary>Adds the local cluster's control plane, unless <c>ModelServing:Cluster</c> is <c>External</c> or the application is published.</summary>
    /// <typeparam name="TControlPlane">The project of the control plane.</typeparam>
    /// <param name="builder">The application.</param>
    /// <param name="name">The resource name.</param>
    /// <param name="manifests">The folder of manifests applied at start, relative to the AppHost.</param>
    public static ModelServingCluster AddModelServingCluster<TControlPlane>(this IDistributedApplicationBuilder builder, [ResourceName] string name, string manifests)
        where TControlPlane : IProjectMetadata, new()
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);

        var folders = ModelServingFolders.Of(builder);
        if (builder.ExecutionContext.IsPublishMode || IsExternal(builder.Configuration["ModelServing:Cluster"]))
        {
            return new ModelServingCluster(builder, folders, controlPlane: null);
        }

        var folder = Path.GetFullPath(manifests, builder.AppHostDirectory);
        var controlPlane = builder.AddProject<TControlPlane>(name)
            .WithLoopbackEndpoint(ModelServingEndpoints.ControlPlanePort, ModelServingEndpoints.Https)
            .WithEnvironment("ModelServing__Manifests", folder)
            .WithUrlForEndpoint(ModelServingEndpoints.Https, static url => url.DisplayText = "Kubernetes API")
            .WithIconName("CubeMultiple");
        var cluster = new ModelServingCluster(builder, folders, controlPlane);
        controlPlane.WithEnvironment(cluster.AddSettings);
        AddReadiness(builder, controlPlane, folders);
        AddApplyCommand(controlPlane, folders);
        return cluster;
    }

    /// <summary>Lets a folder stand for a bucket or claim, so that manifests run unchanged and offline.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="uri">The beginning of storage addresses, for example <c>gs://my-bucket/models</c>.</param>
    /// <param name="folder">The folder, relative to the AppHost.</param>
    public static ModelServingCluster WithStorage(this ModelServingCluster cluster, string uri, string folder)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        cluster.Map(uri, folder);
        return cluster;
    }

    /// <summary>Adds a node: a process that runs pods.</summary>
    /// <typeparam name="TNode">The project of the node.</typeparam>
    /// <param name="cluster">The cluster.</param>
    /// <param name="name">The resource name, which is the node's name too.</param>
    public static ModelServingCluster WithNode<TNode>(this ModelServingCluster cluster, [ResourceName] string name)
        where TNode : IProjectMetadata, new()
    {
        ArgumentNullException.ThrowIfNull(cluster);
        if (cluster.ControlPlane is not { } controlPlane)
        {
            return cluster;
        }

        var node = cluster.ApplicationBuilder.AddProject<TNode>(name).WithHttpEndpoint(name: ModelServingEndpoints.Http);
        var port = node.GetEndpoint(ModelServingEndpoints.Http).Property(EndpointProperty.TargetPort);
        node.WithArgs($"--node_name={name}", $"--kubeconfig={cluster.Folders.Kubeconfig}")
            .WithArgs(context => context.Args.Add(ReferenceExpression.Create($"--node_port={port}")))
            .WithEnvironment(cluster.AddSettings)
            .WithHttpHealthCheck("/health")
            .WithUrlForEndpoint(ModelServingEndpoints.Http, static url => url.DisplayText = "Node")
            .WithParentRelationship(controlPlane)
            .WithIconName("Server")
            .WaitFor(controlPlane);
        cluster.Add(node);
        return cluster;
    }

    /// <summary>Gives a process the cluster's kubeconfig and, when the cluster runs here, lets it wait for it.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="cluster">The cluster.</param>
    public static IResourceBuilder<T> WithReference<T>(this IResourceBuilder<T> builder, ModelServingCluster cluster)
        where T : IResourceWithEnvironment, IResourceWithWaitSupport
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(cluster);

        builder.WithEnvironment(cluster.AddSettings);
        if (cluster.ControlPlane is { } controlPlane)
        {
            builder.WithEnvironment("ModelServing__Kubeconfig", cluster.Folders.Kubeconfig)
                .WithReferenceRelationship(controlPlane.Resource)
                .WaitFor(controlPlane);
        }

        return builder;
    }

    private static bool IsExternal(string? setting) => setting switch
    {
        null or "" or "Local" => false,
        "External" => true,
        _ => throw new DistributedApplicationException($"ModelServing:Cluster is '{setting}': use Local, or External for the cluster of the current kubeconfig."),
    };

    private static void AddReadiness(IDistributedApplicationBuilder builder, IResourceBuilder<ProjectResource> controlPlane, ModelServingFolders folders)
    {
        var key = $"{controlPlane.Resource.Name}_readyz";
        builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(key, _ => new ClusterHealthCheck(folders.Kubeconfig), failureStatus: null, tags: null));
        controlPlane.WithHealthCheck(key);
    }

    private static void AddApplyCommand(IResourceBuilder<ProjectResource> controlPlane, ModelServingFolders folders) => controlPlane.WithCommand(
        "apply-manifests",
        "Apply manifests",
        async context =>
        {
            using var client = ClusterConnection.Read(folders.Kubeconfig).CreateClient();
            return await HttpCommands.PostAsync(client, ApplyPath, context.CancellationToken);
        },
        new CommandOptions
        {
            Description = "Applies every manifest of the manifests folder again.",
            IconName = "DocumentArrowRight",
            UpdateState = HttpCommands.WhenHealthy,
        });
}
