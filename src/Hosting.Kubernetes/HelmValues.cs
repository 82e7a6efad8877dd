namespace Aspire.Hosting.Kubernetes;

/// <summary>The values of the chart, and how templates refer to them.</summary>
internal sealed class HelmValues
{
    private const int DefaultPort = 8080;

    private readonly JsonObject _parameters = [];
    private readonly JsonObject _config = [];

    public JsonObject ToYaml() => new() { ["parameters"] = _parameters.DeepClone(), ["secrets"] = new JsonObject(), ["config"] = _config.DeepClone() };

    public static string ServiceName(IResource resource) => $"{resource.Name.ToLowerInvariant()}-service";

    /// <summary>Returns the port of an endpoint as a template scalar: fixed for containers, a chart value for projects.</summary>
    public JsonNode Port(IResource resource, EndpointAnnotation endpoint)
    {
        if (resource is not ProjectResource)
        {
            return JsonValue.Create(FixedPort(endpoint));
        }

        Section(_parameters, resource)[PortKey(endpoint)] = FixedPort(endpoint);
        return JsonValue.Create(new PlainScalar($"{{{{ .Values.parameters.{Key(resource.Name)}.{PortKey(endpoint)} | int }}}}"))!; // null only for null
    }

    /// <summary>Returns the image: fixed for containers, a chart value for projects.</summary>
    public string Image(IResource resource)
    {
        if (resource.TryGetLastAnnotation<ContainerImageAnnotation>(out var image))
        {
            return $"{image.Image}:{image.Tag ?? "latest"}";
        }

        var key = Key(resource.Name);
        Section(_parameters, resource)[$"{key}_image"] = $"{resource.Name.ToLowerInvariant()}:latest";
        return $"{{{{ .Values.parameters.{key}.{key}_image }}}}";
    }

    /// <summary>Adds a setting and returns the expression that reads it.</summary>
    public string Config(IResource resource, string name, object value)
    {
        var key = name.Replace('-', '_');
        Section(_config, resource)[key] = Text(value);
        return $"{{{{ .Values.config.{Key(resource.Name)}.{key} }}}}";
    }

    /// <summary>Returns a value as the cluster sees it: references become service names.</summary>
    public static string Text(object value) => value switch
    {
        string text => text,
        EndpointReference endpoint => Part(endpoint, EndpointProperty.Url),
        EndpointReferenceExpression expression => Part(expression.Endpoint, expression.Property),
        ReferenceExpression expression => string.Format(CultureInfo.InvariantCulture, expression.Format, [.. expression.ValueProviders.Select(Text)]),
        _ => value.ToString() ?? "",
    };

    private static string Part(EndpointReference endpoint, EndpointProperty property)
    {
        var port = FixedPort(endpoint.EndpointAnnotation);
        return property == EndpointProperty.Url ? $"{endpoint.Scheme}://{ServiceName(endpoint.Resource)}:{port}" : $"{port}";
    }

    private static int FixedPort(EndpointAnnotation endpoint) => endpoint.TargetPort ?? endpoint.Port ?? DefaultPort;

    private static string PortKey(EndpointAnnotation endpoint) => $"port_{Key(endpoint.Name)}";

    private static string Key(string name) => name.Replace('-', '_').ToLowerInvariant();

    private static JsonObject Section(JsonObject parent, IResource resource)
    {
        var key = Key(resource.Name);
        if (parent[key] is not JsonObject section)
        {
            parent[key] = section = [];
        }

        return section;
    }
}
