namespace ModelServing.Hosting;

/// <summary>Adds the services that work on any cluster.</summary>
public static class ServiceExtensions
{
    /// <summary>Adds the experiment service.</summary>
    /// <typeparam name="TProject">Its project.</typeparam>
    /// <param name="builder">The application.</param>
    /// <param name="name">The resource name.</param>
    public static IResourceBuilder<ProjectResource> AddExperiments<TProject>(this IDistributedApplicationBuilder builder, [ResourceName] string name)
        where TProject : IProjectMetadata, new()
        => builder.AddService<TProject>(name, ModelServingEndpoints.ExperimentsPort, "Beaker")
            .WithUrlForEndpoint(ModelServingEndpoints.Http, static url => url.DisplayText = "Experiments")
            .WithUrlForEndpoint(ModelServingEndpoints.Http, static _ => new ResourceUrlAnnotation { Url = "/openapi/v1.json", DisplayText = "OpenAPI" });

    /// <summary>Adds the benchmark service, with a command that compares the platforms.</summary>
    /// <typeparam name="TProject">Its project.</typeparam>
    /// <param name="builder">The application.</param>
    /// <param name="name">The resource name.</param>
    public static IResourceBuilder<ProjectResource> AddBenchmark<TProject>(this IDistributedApplicationBuilder builder, [ResourceName] string name)
        where TProject : IProjectMetadata, new()
    {
        var benchmark = builder.AddService<TProject>(name, ModelServingEndpoints.BenchmarkPort, "TopSpeed");
        var endpoint = benchmark.GetEndpoint(ModelServingEndpoints.Http);
        return benchmark
            .WithUrlForEndpoint(ModelServingEndpoints.Http, static url =>
            {
                url.Url += "/reports";
                url.DisplayText = "Reports";
            })
            .WithCommand(
                "run-comparison",
                "Run comparison",
                async context =>
                {
                    using var client = new HttpClient { BaseAddress = new Uri(endpoint.Url) };
                    return await HttpCommands.PostAsync(client, "runs", context.CancellationToken);
                },
                new CommandOptions
                {
                    Description = "Sends the same load to TensorFlow Serving, KServe and Seldon and reports how they compare.",
                    IconName = "PlayCircle",
                    IsHighlighted = true,
                    UpdateState = HttpCommands.WhenHealthy,
                });
    }

    /// <summary>Chooses what the benchmark compares when a run does not say.</summary>
    /// <param name="benchmark">The benchmark service.</param>
    /// <param name="tensorflow">TensorFlow Serving.</param>
    /// <param name="cluster">The cluster that KServe and Seldon run on.</param>
    /// <param name="ns">The namespace of both.</param>
    /// <param name="kserve">The InferenceService.</param>
    /// <param name="seldon">The SeldonDeployment.</param>
    public static IResourceBuilder<ProjectResource> WithTargets(
        this IResourceBuilder<ProjectResource> benchmark,
        IResourceBuilder<IResourceWithServiceDiscovery> tensorflow,
        ModelServingCluster cluster,
        string ns,
        string kserve,
        string seldon)
    {
        ArgumentNullException.ThrowIfNull(tensorflow);
        ArgumentNullException.ThrowIfNull(cluster);
        return benchmark
            .WithGateway(cluster)
            .WithEnvironment("ModelServing__Benchmark__TensorFlowUrl", tensorflow.GetEndpoint(ModelServingEndpoints.Http))
            .WithEnvironment(context =>
            {
                context.EnvironmentVariables["ModelServing__Benchmark__KServeUrl"] = GatewayExtensions.UrlBelow(cluster, $"/serving/{ns}/{kserve}");
                context.EnvironmentVariables["ModelServing__Benchmark__SeldonUrl"] = GatewayExtensions.UrlBelow(cluster, $"/seldon/{ns}/{seldon}");
            });
    }

    /// <summary>Adds the autoscaler.</summary>
    /// <typeparam name="TProject">Its project.</typeparam>
    /// <param name="builder">The application.</param>
    /// <param name="name">The resource name.</param>
    public static IResourceBuilder<ProjectResource> AddAutoscaler<TProject>(this IDistributedApplicationBuilder builder, [ResourceName] string name)
        where TProject : IProjectMetadata, new()
        => builder.AddService<TProject>(name, ModelServingEndpoints.AutoscalerPort, "ArrowAutofitHeight")
            .WithLoopbackEndpoint(ModelServingEndpoints.AutoscalerGrpcPort, ModelServingEndpoints.Grpc)
            .WithUrlForEndpoint(ModelServingEndpoints.Http, static url => url.DisplayText = "Autoscaler")
            .WithGrpcInDetailsOnly();

    private static IResourceBuilder<ProjectResource> AddService<TProject>(this IDistributedApplicationBuilder builder, string name, int port, string icon)
        where TProject : IProjectMetadata, new()
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        return builder.AddProject<TProject>(name)
            .WithLoopbackEndpoint(port)
            .WithEnvironment(context => context.EnvironmentVariables["ASPNETCORE_URLS"] = context.ExecutionContext.IsRunMode ? ModelServingEndpoints.LoopbackUrl(port) : $"http://+:{port}")
            .WithHttpHealthCheck("/health")
            .WithIconName(icon);
    }
}
