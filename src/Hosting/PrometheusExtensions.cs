namespace ModelServing.Hosting;

/// <summary>Adds Prometheus.</summary>
public static class PrometheusExtensions
{
    private const string Image = "prom/prometheus";
    private const string Tag = "v3.5.0";
    private const string InClusterPrometheus = "http://prometheus-server.monitoring.svc.cluster.local";
    private const string ConfigFile = "prometheus.yml";
    private const string ConfigInContainer = "/etc/prometheus/prometheus.yml";
    private const string DataInContainer = "/prometheus";

    /// <summary>
    /// Adds Prometheus: its image where a container engine runs it and it can reach what listens on this machine's loopback, else the <c>prometheus</c>
    /// program on the PATH, else a resource that says what to install. A cluster has its own, so nothing is published.
    /// </summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The resource name.</param>
    public static IResourceBuilder<IResourceWithServiceDiscovery> AddPrometheus(this IDistributedApplicationBuilder builder, [ResourceName] string name)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.ExecutionContext.IsPublishMode ? Missing(builder, name) : builder.AddPrometheus(name, ContainerEngines.Find(builder).Engine, Executables.Find);
    }

    internal static IResourceBuilder<IResourceWithServiceDiscovery> AddPrometheus(this IDistributedApplicationBuilder builder, string name, ContainerEngine? engine, Func<string, string?> findProgram)
        => engine is { SharesLoopback: true } && findProgram(engine.Command) is { } command ? AddOnHostNetwork(builder, name, engine, command)
            : engine is { HostAddress: not null } ? AddContainer(builder, name, engine)
            : findProgram("prometheus") is { } program ? AddProgram(builder, name, program)
            : Missing(builder, name);

    /// <summary>Lets Prometheus read the metrics of a resource.</summary>
    /// <param name="builder">Prometheus.</param>
    /// <param name="source">The resource with metrics.</param>
    /// <param name="path">The path of the metrics.</param>
    public static IResourceBuilder<IResourceWithServiceDiscovery> WithScrapeTarget(this IResourceBuilder<IResourceWithServiceDiscovery> builder, IResourceBuilder<IResourceWithEndpoints>? source, string path = "/metrics")
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (source is null)
        {
            return builder; // left out of this application: an outside cluster has its own
        }

        var endpoints = source.Resource.GetEndpoints().ToDictionary(endpoint => endpoint.EndpointName);
        var endpoint = endpoints.GetValueOrDefault(ModelServingEndpoints.Http) ?? endpoints[ModelServingEndpoints.Https];
        if (endpoint.Scheme == ModelServingEndpoints.Https)
        {
            builder.WithAnnotation(new WaitAnnotation(source.Resource, WaitType.WaitUntilHealthy)); // its kubeconfig has the token
        }

        return builder.WithAnnotation(new ScrapeTargetAnnotation(endpoint, path)).WithReferenceRelationship(source.Resource);
    }

    /// <summary>Lets Prometheus read the metrics of several resources.</summary>
    /// <param name="builder">Prometheus.</param>
    /// <param name="sources">The resources with metrics.</param>
    /// <param name="path">The path of the metrics.</param>
    public static IResourceBuilder<IResourceWithServiceDiscovery> WithScrapeTargets(this IResourceBuilder<IResourceWithServiceDiscovery> builder, IEnumerable<IResourceBuilder<IResourceWithEndpoints>> sources, string path = "/metrics")
    {
        ArgumentNullException.ThrowIfNull(sources);
        return sources.Aggregate(builder, (current, source) => current.WithScrapeTarget(source, path));
    }

    /// <summary>Tells a process where Prometheus answers; when publishing, where the setting <c>ModelServing:PrometheusUrl</c> says.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="prometheus">Prometheus.</param>
    /// <param name="variable">The environment variable the process reads.</param>
    public static IResourceBuilder<T> WithPrometheus<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResourceWithServiceDiscovery> prometheus, string variable = "ModelServing__PrometheusUrl")
        where T : IResourceWithEnvironment
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(prometheus);
        return builder.ApplicationBuilder.ExecutionContext.IsPublishMode
            ? builder.WithEnvironment(variable, builder.ApplicationBuilder.Configuration["ModelServing:PrometheusUrl"] ?? InClusterPrometheus)
            : builder.WithEnvironment(variable, prometheus.GetEndpoint(ModelServingEndpoints.Http));
    }

    /// <remarks>
    /// A process that runs the container, not a container resource: Aspire connects those to a network of its own, which excludes the host's.
    /// Nothing is left behind: the engine's command passes the signal on that stops it, and the container is removed when it ends.
    /// </remarks>
    private static IResourceBuilder<PrometheusExecutableResource> AddOnHostNetwork(IDistributedApplicationBuilder builder, string name, ContainerEngine engine, string command)
        => Describe(
            builder.AddResource(new PrometheusExecutableResource(name, command, builder.AppHostDirectory))
                .WithArgs("run", "--rm", "--network", "host")
                .WithArgs((string[])[.. engine.MountArguments])
                .WithArgs("--mount", $"type=bind,source={Path.Combine(FolderOf(builder), ConfigFile)},target={ConfigInContainer},readonly", $"{ContainerEngine.Registry}{Image}:{Tag}"),
            ConfigInContainer,
            DataInContainer,
            ModelServingEndpoints.Loopback);

    private static IResourceBuilder<PrometheusContainerResource> AddContainer(IDistributedApplicationBuilder builder, string name, ContainerEngine engine)
        => Describe(
            builder.AddResource(new PrometheusContainerResource(name))
                .WithImage(ContainerEngine.Registry + Image, Tag)
                .WithContainerRuntimeArgs([.. engine.MountArguments])
                .WithBindMount(Path.Combine(FolderOf(builder), ConfigFile), ConfigInContainer, isReadOnly: true),
            ConfigInContainer,
            DataInContainer,
            "0.0.0.0",
            engine.HostAddress);

    private static IResourceBuilder<PrometheusExecutableResource> AddProgram(IDistributedApplicationBuilder builder, string name, string program)
        => Describe(
            builder.AddResource(new PrometheusExecutableResource(name, program, builder.AppHostDirectory)),
            Path.Combine(FolderOf(builder), ConfigFile),
            Path.Combine(FolderOf(builder), "data"),
            ModelServingEndpoints.Loopback);

    private static IResourceBuilder<T> Describe<T>(IResourceBuilder<T> prometheus, string config, string data, string listenAddress, string? hostAddress = null)
        where T : IResourceWithEndpoints, IResourceWithArgs
    {
        var builder = prometheus.ApplicationBuilder;
        var file = Path.Combine(FolderOf(builder), ConfigFile);
        Prepare(file);
        return prometheus
            .WithLoopbackEndpoint(ModelServingEndpoints.PrometheusPort)
            .WithArgs(context =>
            {
                File.WriteAllText(file, PrometheusConfig.Write(prometheus.Resource, ModelServingFolders.Of(builder).Kubeconfig, hostAddress));
                context.Args.Add($"--config.file={config}");
                context.Args.Add($"--storage.tsdb.path={data}");
                context.Args.Add($"--web.listen-address={listenAddress}:{ModelServingEndpoints.PrometheusPort}");
            })
            .WithHttpHealthCheck("/-/ready")
            .WithUrlForEndpoint(ModelServingEndpoints.Http, static url => url.DisplayText = "Prometheus")
            .WithIconName("ChartMultiple");
    }

    private static string FolderOf(IDistributedApplicationBuilder builder) => Path.Combine(ModelServingFolders.Of(builder).State, "prometheus");

    /// <remarks>The file holds the cluster's token, but the image's user has to read it: so others are kept out of its folder, which a mount passes by.</remarks>
    private static void Prepare(string file)
    {
        var folder = Directory.CreateDirectory(Path.GetDirectoryName(file)!); // a full path below the state folder
        if (!OperatingSystem.IsWindows())
        {
            folder.UnixFileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        }

        File.WriteAllText(file, ""); // a mount needs the file to exist
    }

    private static IResourceBuilder<PrometheusResource> Missing(IDistributedApplicationBuilder builder, string name)
        => builder.AddResource(new PrometheusResource(name))
            .WithLoopbackEndpoint(ModelServingEndpoints.PrometheusPort)
            .WithEndpoint(ModelServingEndpoints.Http, static endpoint =>
                endpoint.AllocatedEndpoint = new AllocatedEndpoint(endpoint, ModelServingEndpoints.Loopback, ModelServingEndpoints.PrometheusPort))
            .WithInitialState(new CustomResourceSnapshot
            {
                ResourceType = "Prometheus",
                Properties = [],
                State = new ResourceStateSnapshot("Not found: install the program (apt install prometheus, brew install prometheus) or start Docker", KnownResourceStateStyles.Warn),
            })
            .ExcludeFromManifest();
}
