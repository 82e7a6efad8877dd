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
    /// Adds TensorFlow Serving: the stock image where a container engine runs it (with the GPUs where there are some) and when publishing,
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
        return builder.AddTensorFlowServing<TEmbedded>(name, model, ContainerEngines.Find(builder));
    }

    internal static IResourceBuilder<IResourceWithServiceDiscovery> AddTensorFlowServing<TEmbedded>(this IDistributedApplicationBuilder builder, string name, TensorFlowServingModel model, ContainerEngineChoice choice)
        where TEmbedded : IProjectMetadata, new()
    {
        if (builder.ExecutionContext.IsPublishMode || choice.Engine is { IsX64: true })
        {
            // In the log also for the case that its image cannot be had: then the reason is there too.
            return AddContainer(builder, name, model, choice.Engine)
                .WithNotice(choice.Engine is { } used ? $"{name} is {Image} in {used.Command}; with --ModelServing:ContainerEngine=None it is the embedded server." : null);
        }

        var reason = choice.Engine is { } engine ? $"{Image} has no image for {engine.Architecture}" : choice.Reason;
        return AddEmbedded<TEmbedded>(builder, name, model).WithNotice(reason is null ? null : $"{name} is the embedded server: {reason}.");
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
        var server = builder.AddResource(new TensorFlowServingResource(name))
            .WithLoopbackEndpoint(ModelServingEndpoints.TensorFlowServingPort)
            .WithLoopbackEndpoint(ModelServingEndpoints.TensorFlowServingGrpcPort, ModelServingEndpoints.Grpc)
            .WithArgs($"--model_name={model.Name}");
        if (engine is null)
        {
            return server.WithImage(Image, Tag).WithArgs($"--model_base_path={model.Uri}");
        }

        // The image's shell script does not pass a signal on, so the engine would wait ten seconds; there is nothing to save at a stop.
        return Describe(server
            .WithImage(ContainerEngine.Registry + Image, engine.GpuArguments.Count > 0 ? Tag + "-gpu" : Tag)
            .WithContainerRuntimeArgs([.. engine.GpuArguments, .. engine.MountArguments, "--stop-signal", "SIGKILL"])
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
