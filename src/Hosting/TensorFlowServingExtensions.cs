namespace ModelServing.Hosting;

/// <summary>Adds TensorFlow Serving.</summary>
public static class TensorFlowServingExtensions
{
    internal const string Image = "tensorflow/serving";
    internal const string Tag = "2.14.0";

    private const string MonitoringConfig = "prometheus_config {\n  enable: true\n  path: \"/monitoring/prometheus/metrics\"\n}\n";
    private const string ModelsInContainer = "/models";
    private const string MonitoringInContainer = "/etc/modelserving/monitoring.config";

    /// <summary>
    /// Adds TensorFlow Serving: the stock image where a container engine answers (with <c>--gpus all</c> where it can use one) and when publishing,
    /// else the embedded server, which takes the same flags and listens on the same ports.
    /// </summary>
    /// <typeparam name="TEmbedded">The project of the embedded server.</typeparam>
    /// <param name="builder">The application.</param>
    /// <param name="name">The resource name.</param>
    /// <param name="model">The model it serves.</param>
    public static IResourceBuilder<IResourceWithServiceDiscovery> AddTensorFlowServing<TEmbedded>(this IDistributedApplicationBuilder builder, [ResourceName] string name, TensorFlowServingModel model)
        where TEmbedded : IProjectMetadata, new()
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(model);
        var engine = ContainerEngine.Find(builder);
        return builder.ExecutionContext.IsPublishMode || engine is not null
            ? AddContainer(builder, name, model, engine)
            : AddEmbedded<TEmbedded>(builder, name, model);
    }

    private static IResourceBuilder<ProjectResource> AddEmbedded<TEmbedded>(IDistributedApplicationBuilder builder, string name, TensorFlowServingModel model)
        where TEmbedded : IProjectMetadata, new()
        => Describe(builder.AddProject<TEmbedded>(name)
            .WithLoopbackEndpoint(ModelServingEndpoints.TensorFlowServingPort)
            .WithLoopbackEndpoint(ModelServingEndpoints.TensorFlowServingGrpcPort, ModelServingEndpoints.Grpc)
            .WithEnvironment("ModelServing__StateDirectory", ModelServingFolders.Of(builder).State)
            .WithEnvironment(static context => context.EnvironmentVariables.Remove("ASPNETCORE_URLS")) // its own flags say where it listens
            .WithArgs(
                $"--rest_api_port={ModelServingEndpoints.TensorFlowServingPort}",
                $"--port={ModelServingEndpoints.TensorFlowServingGrpcPort}",
                $"--model_name={model.Name}",
                $"--model_base_path={Path.GetFullPath(model.Folder, builder.AppHostDirectory)}",
                $"--monitoring_config_file={WriteMonitoringConfig(builder)}"), model);

    private static IResourceBuilder<TensorFlowServingResource> AddContainer(IDistributedApplicationBuilder builder, string name, TensorFlowServingModel model, ContainerEngine? engine)
    {
        var usesGpu = builder.ExecutionContext.IsRunMode && engine is { HasGpu: true };
        var server = builder.AddResource(new TensorFlowServingResource(name))
            .WithImage(Image, usesGpu ? Tag + "-gpu" : Tag)
            .WithHttpEndpoint(ModelServingEndpoints.TensorFlowServingPort, ModelServingEndpoints.TensorFlowServingPort, ModelServingEndpoints.Http, isProxied: false)
            .WithHttpEndpoint(ModelServingEndpoints.TensorFlowServingGrpcPort, ModelServingEndpoints.TensorFlowServingGrpcPort, ModelServingEndpoints.Grpc, isProxied: false)
            .WithEndpoint(ModelServingEndpoints.Grpc, static endpoint => endpoint.Transport = "http2")
            .WithArgs($"--model_name={model.Name}");
        if (builder.ExecutionContext.IsPublishMode)
        {
            return server.WithArgs($"--model_base_path={model.Uri}");
        }

        if (usesGpu)
        {
            server.WithContainerRuntimeArgs("--gpus", "all");
        }

        return Describe(server
            .WithArgs($"--model_base_path={ModelsInContainer}/{model.Name}", $"--monitoring_config_file={MonitoringInContainer}")
            .WithBindMount(model.Folder, $"{ModelsInContainer}/{model.Name}", isReadOnly: true)
            .WithBindMount(WriteMonitoringConfig(builder), MonitoringInContainer, isReadOnly: true), model);
    }

    private static IResourceBuilder<T> Describe<T>(IResourceBuilder<T> server, TensorFlowServingModel model)
        where T : IResourceWithEndpoints
        => server
            .WithHttpHealthCheck($"/v1/models/{model.Name}")
            .WithUrlForEndpoint(ModelServingEndpoints.Http, url =>
            {
                url.Url += $"/v1/models/{model.Name}";
                url.DisplayText = model.Name;
            })
            .WithGrpcInDetailsOnly()
            .WithIconName("BrainCircuit");

    private static string WriteMonitoringConfig(IDistributedApplicationBuilder builder)
    {
        var path = Path.Combine(ModelServingFolders.Of(builder).State, "tensorflow-serving-monitoring.config");
        if (builder.ExecutionContext.IsRunMode)
        {
            Directory.CreateDirectory(ModelServingFolders.Of(builder).State);
            File.WriteAllText(path, MonitoringConfig);
        }

        return path;
    }
}
