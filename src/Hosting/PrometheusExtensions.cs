namespace ModelServing.Hosting;

/// <summary>Adds Prometheus.</summary>
public static class PrometheusExtensions
{
    private const string Image = "prom/prometheus";
    private const string Tag = "v3.5.0";
    private const string InClusterPrometheus = "http://prometheus-server.monitoring.svc.cluster.local";
    private const string ConfigInContainer = "/etc/prometheus/prometheus.yml";

    /// <summary>
    /// Adds Prometheus: as a container where an engine answers, else the <c>prometheus</c> program on the PATH, else a resource that says what to install.
    /// A cluster has its own, so nothing is published.
    /// </summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The resource name.</param>
    public static IResourceBuilder<IResourceWithServiceDiscovery> AddPrometheus(this IDistributedApplicationBuilder builder, [ResourceName] string name)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var folder = Path.Combine(ModelServingFolders.Of(builder).State, "prometheus");
        if (builder.ExecutionContext.IsRunMode && ContainerEngine.Find(builder) is not null)
        {
            return Describe(builder.AddResource(new PrometheusContainerResource(name))
                .WithImage(Image, Tag)
                .WithBindMount(Path.Combine(folder, "prometheus.yml"), ConfigInContainer, isReadOnly: true)
                .WithContainerRuntimeArgs("--network", "host"), ConfigInContainer, folder); // the services listen on the host's loopback
        }

        return builder.ExecutionContext.IsRunMode && Executables.Find("prometheus") is { } program
            ? Describe(builder.AddResource(new PrometheusExecutableResource(name, program, builder.AppHostDirectory)), Path.Combine(folder, "prometheus.yml"), folder)
            : Missing(builder, name);
    }

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

    private static IResourceBuilder<T> Describe<T>(IResourceBuilder<T> prometheus, string config, string folder)
        where T : IResourceWithEndpoints, IResourceWithArgs
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "prometheus.yml"), ""); // a bind mount needs the file to exist
        return prometheus
            .WithLoopbackEndpoint(ModelServingEndpoints.PrometheusPort)
            .WithArgs(context =>
            {
                var kubeconfig = ModelServingFolders.Of(prometheus.ApplicationBuilder).Kubeconfig;
                File.WriteAllText(Path.Combine(folder, "prometheus.yml"), PrometheusConfig.Write(prometheus.Resource, kubeconfig));
                context.Args.Add($"--config.file={config}");
                context.Args.Add($"--web.listen-address=127.0.0.1:{ModelServingEndpoints.PrometheusPort}");
                if (prometheus.Resource is ExecutableResource)
                {
                    context.Args.Add($"--storage.tsdb.path={Path.Combine(folder, "data")}");
                }
            })
            .WithHttpHealthCheck("/-/ready")
            .WithUrlForEndpoint(ModelServingEndpoints.Http, static url => url.DisplayText = "Prometheus")
            .WithIconName("ChartMultiple");
    }

    private static IResourceBuilder<PrometheusResource> Missing(IDistributedApplicationBuilder builder, string name)
        => builder.AddResource(new PrometheusResource(name))
            .WithLoopbackEndpoint(ModelServingEndpoints.PrometheusPort)
            .WithEndpoint(ModelServingEndpoints.Http, static endpoint =>
                endpoint.AllocatedEndpoint = new AllocatedEndpoint(endpoint, "127.0.0.1", ModelServingEndpoints.PrometheusPort))
            .WithInitialState(new CustomResourceSnapshot
            {
                ResourceType = "Prometheus",
                Properties = [],
                State = new ResourceStateSnapshot("Not found: install the program (apt install prometheus, brew install prometheus) or start Docker", KnownResourceStateStyles.Warn),
            })
            .ExcludeFromManifest();
}
