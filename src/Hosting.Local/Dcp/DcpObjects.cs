namespace Aspire.Hosting.Dcp;

/// <summary>Builds the orchestrator's objects from resources.</summary>
internal static class DcpObjects
{
    /// <summary>The service that forwards a proxied endpoint.</summary>
    public static string ServiceName(IResource resource, EndpointAnnotation endpoint) => $"{resource.Name}-{endpoint.Name}".ToLowerInvariant();

    public static JsonObject Service(IResource resource, EndpointAnnotation endpoint)
    {
        var spec = new JsonObject { ["protocol"] = "TCP", ["addressAllocationMode"] = "Localhost", ["address"] = "localhost" };
        if (endpoint.Port is { } port)
        {
            spec["port"] = port;
        }

        return Object(ServiceName(resource, endpoint), [], spec);
    }

    public static JsonObject Executable(string name, IResource resource, string command, string workingDirectory, ResolvedProcess process)
        => Object(name, Annotations(resource), new JsonObject
        {
            ["executablePath"] = command,
            ["workingDirectory"] = workingDirectory,
            ["executionType"] = "Process",
            ["args"] = Strings(process.Arguments),
            ["env"] = Environment(process),
        });

    public static JsonObject Container(string name, ContainerResource resource, ResolvedProcess process)
    {
        var image = resource.TryGetLastAnnotation<ContainerImageAnnotation>(out var found)
            ? found.FullName
            : throw new DistributedApplicationException($"Container '{resource.Name}' has no image: call WithImage.");
        var spec = new JsonObject
        {
            ["image"] = image,
            ["containerName"] = name,
            ["args"] = Strings(process.Arguments),
            ["env"] = Environment(process),
            ["ports"] = new JsonArray([.. resource.Annotations.OfType<EndpointAnnotation>().Select(Port)]),
            ["volumeMounts"] = new JsonArray([.. resource.Annotations.OfType<ContainerMountAnnotation>().Select(Mount)]),
            ["runArgs"] = Strings([.. resource.Annotations.OfType<ContainerRuntimeArgsCallbackAnnotation>().SelectMany(args => args.Args)]),
        };
        return Object(name, Annotations(resource), spec);
    }

    /// <summary>The text the orchestrator replaces by the port it gives the process behind a service.</summary>
    public static string PortForServing(string service) => $"{{{{- portForServing \"{service}\" -}}}}";

    private static JsonObject Object(string name, JsonObject annotations, JsonObject spec)
        => new() { ["metadata"] = new JsonObject { ["name"] = name, ["annotations"] = annotations }, ["spec"] = spec };

    private static JsonObject Annotations(IResource resource)
    {
        var annotations = new JsonObject { ["resource-name"] = resource.Name };
        var producers = new JsonArray();
        foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>().Where(endpoint => endpoint.IsProxied))
        {
            var producer = new JsonObject { ["serviceName"] = ServiceName(resource, endpoint) };
            if (endpoint.TargetPort is { } port)
            {
                producer["port"] = port;
            }

            producers.Add((JsonNode)producer);
        }

        if (producers.Count > 0)
        {
            annotations["service-producer"] = producers.ToJsonString();
        }

        return annotations;
    }

    private static JsonArray Strings(IReadOnlyList<string> values) => new([.. values.Select(value => (JsonNode)value)]);

    private static JsonArray Environment(ResolvedProcess process)
        => new([.. process.Environment.Select(variable => new JsonObject { ["name"] = variable.Key, ["value"] = variable.Value })]);

    private static JsonObject Port(EndpointAnnotation endpoint)
    {
        var target = endpoint.TargetPort ?? endpoint.Port
            ?? throw new DistributedApplicationException($"Endpoint '{endpoint.Name}' of a container needs a target port.");
        var port = new JsonObject { ["containerPort"] = target, ["protocol"] = "TCP", ["hostIP"] = "127.0.0.1" };
        if (!endpoint.IsProxied)
        {
            port["hostPort"] = endpoint.Port ?? target;
        }

        return port;
    }

    private static JsonObject Mount(ContainerMountAnnotation mount) => new()
    {
        ["type"] = "bind",
        ["source"] = mount.Source,
        ["target"] = mount.Target,
        ["readOnly"] = mount.IsReadOnly,
    };
}
