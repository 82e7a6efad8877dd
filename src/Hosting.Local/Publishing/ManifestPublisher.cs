using System.Text.Json;

namespace Aspire.Hosting.Publishing;

/// <summary>Writes the manifest deployment tools read.</summary>
internal sealed class ManifestPublisher(DistributedApplicationModel model, ResourceValues values)
{
    private const int FirstExecutablePort = 8000;

    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true };

    private int _nextPort = FirstExecutablePort;

    public async Task WriteAsync(string path, CancellationToken cancellationToken)
    {
        var folder = Path.GetDirectoryName(path)!; // the path is absolute and names a file
        Directory.CreateDirectory(folder);
        var resources = new JsonObject();
        foreach (var resource in model.Published)
        {
            resources[resource.Name] = await DescribeAsync(resource, folder, cancellationToken);
        }

        var manifest = new JsonObject { ["resources"] = resources };
        await File.WriteAllTextAsync(path, manifest.ToJsonString(Format), cancellationToken);
    }

    private static string Text(object value) => value switch
    {
        string text => text,
        IManifestExpressionProvider provider => provider.ValueExpression,
        _ => value.ToString() ?? "",
    };

    private static JsonObject Heading(IResource resource, string folder) => resource switch
    {
        ProjectResource when resource.TryGetLastAnnotation<IProjectMetadata>(out var project) => new()
        {
            ["type"] = "project.v0",
            ["path"] = Path.GetRelativePath(folder, project.ProjectPath),
        },
        ContainerResource => new()
        {
            ["type"] = "container.v0",
            ["image"] = resource.TryGetLastAnnotation<ContainerImageAnnotation>(out var image) ? image.FullName : "",
        },
        ExecutableResource executable => new()
        {
            ["type"] = "executable.v0",
            ["workingDirectory"] = Path.GetRelativePath(folder, executable.WorkingDirectory),
            ["command"] = executable.Command,
        },
        _ => new() { ["error"] = "This resource does not support generation in the manifest." },
    };

    private async Task<JsonObject> DescribeAsync(IResource resource, string folder, CancellationToken cancellationToken)
    {
        var entry = Heading(resource, folder);
        if (entry.ContainsKey("error"))
        {
            return entry;
        }

        var arguments = await values.ArgumentsAsync(resource, cancellationToken);
        if (arguments.Count > 0)
        {
            entry["args"] = new JsonArray([.. arguments.Select(argument => (JsonNode)Text(argument))]);
        }

        var mounts = new JsonArray([.. resource.Annotations.OfType<ContainerMountAnnotation>().Select(mount => new JsonObject { ["source"] = Path.GetRelativePath(folder, mount.Source), ["target"] = mount.Target, ["readOnly"] = mount.IsReadOnly })]);
        if (mounts.Count > 0)
        {
            entry["bindMounts"] = mounts;
        }

        var environment = await values.EnvironmentAsync(resource, cancellationToken);
        if (environment.Count > 0)
        {
            entry["env"] = new JsonObject(environment.Select(variable => KeyValuePair.Create(variable.Key, (JsonNode?)Text(variable.Value))));
        }

        AddBindings(entry, resource);
        return entry;
    }

    private void AddBindings(JsonObject entry, IResource resource)
    {
        var bindings = new JsonObject();
        foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>())
        {
            var binding = new JsonObject { ["scheme"] = endpoint.UriScheme, ["protocol"] = "tcp", ["transport"] = endpoint.Transport };
            var target = endpoint.TargetPort ?? (resource is ExecutableResource ? endpoint.Port ?? _nextPort++ : null);
            if (endpoint.Port is { } port && port != target && resource is not ProjectResource)
            {
                binding["port"] = port;
            }

            if (target is { } targetPort)
            {
                binding["targetPort"] = targetPort;
            }

            bindings[endpoint.Name] = binding;
        }

        if (bindings.Count > 0)
        {
            entry["bindings"] = bindings;
        }
    }
}
