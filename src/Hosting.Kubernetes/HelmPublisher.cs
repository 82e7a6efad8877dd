namespace Aspire.Hosting.Kubernetes;

/// <summary>Writes a Helm chart with a deployment, a service and a config map for each process or container.</summary>
internal sealed class HelmPublisher(
    DistributedApplicationModel model,
    DistributedApplicationExecutionContext execution,
    IHostEnvironment environment,
    HelmValues values,
    IPipelineOutputService output)
{
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        var folder = output.GetOutputDirectory();
        foreach (var resource in model.Resources.Where(resource => resource is IComputeResource && !resource.HasAnnotationOfType<ManifestPublishingCallbackAnnotation>()))
        {
            await WriteResourceAsync(folder, resource, cancellationToken);
        }

        await WriteFileAsync(Path.Combine(folder, "Chart.yaml"), YamlWriter.Write(Chart()), cancellationToken);
        await WriteFileAsync(Path.Combine(folder, "values.yaml"), YamlWriter.Write(values.ToYaml()), cancellationToken);
    }

    private static async Task WriteFileAsync(string path, string content, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!); // the path names a file in a folder
        await File.WriteAllTextAsync(path, content, cancellationToken);
    }

    private async Task WriteResourceAsync(string folder, IResource resource, CancellationToken cancellationToken)
    {
        if (resource.HasAnnotationOfType<ContainerMountAnnotation>())
        {
            throw new DistributedApplicationException($"'{resource.Name}' mounts a folder of this machine, which a cluster does not have: leave it out when publishing.");
        }

        var objects = new HelmObjects(resource, values);
        var config = await ConfigAsync(resource, cancellationToken);
        var arguments = await ArgumentsAsync(resource, cancellationToken);
        await WriteTemplateAsync("deployment", objects.Deployment([.. arguments.Select(HelmValues.Text)], config.Count > 0));
        if (config.Count > 0)
        {
            await WriteTemplateAsync("config", objects.ConfigMap(config));
        }

        if (resource.HasAnnotationOfType<EndpointAnnotation>())
        {
            await WriteTemplateAsync("service", objects.Service());
        }

        Task WriteTemplateAsync(string kind, JsonObject value)
            => WriteFileAsync(Path.Combine(folder, "templates", resource.Name.ToLowerInvariant(), kind + ".yaml"), "---\n" + YamlWriter.Write(value), cancellationToken);
    }

    private async Task<IEnumerable<object>> ArgumentsAsync(IResource resource, CancellationToken cancellationToken)
    {
        var context = new CommandLineArgsCallbackContext(new List<object>(), resource, cancellationToken) { ExecutionContext = execution };
        foreach (var annotation in resource.Annotations.OfType<CommandLineArgsCallbackAnnotation>().ToList())
        {
            await annotation.Callback(context);
        }

        return context.Args;
    }

    private async Task<JsonObject> ConfigAsync(IResource resource, CancellationToken cancellationToken)
    {
        var config = new JsonObject();
        var context = new EnvironmentCallbackContext(execution, resource, [], cancellationToken);
        foreach (var annotation in resource.Annotations.OfType<EnvironmentCallbackAnnotation>().ToList())
        {
            await annotation.Callback(context);
        }

        foreach (var (name, value) in context.EnvironmentVariables)
        {
            config[name] = values.Config(resource, name, value);
        }

        return config;
    }

    private JsonObject Chart() => new()
    {
        ["apiVersion"] = "v2",
        ["name"] = environment.ApplicationName.ToLowerInvariant().Replace('.', '-').Replace('_', '-'),
        ["version"] = "0.1.0",
        ["kubeVersion"] = ">= 1.18.0-0",
        ["description"] = "Aspire Helm Chart",
        ["type"] = "application",
        ["keywords"] = new JsonArray("aspire", "kubernetes"),
        ["appVersion"] = "0.1.0",
        ["deprecated"] = false,
    };
}
