using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;

namespace Aspire.Hosting.Publishing;

/// <summary>Writes the manifest deployment tools read.</summary>
internal sealed class ManifestPublisher(DistributedApplicationModel model, ResourceValues values)
{
    private const int FirstExecutablePort = 8000;

    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private int _nextPort = FirstExecutablePort;

    public async Task WriteAsync(string path, CancellationToken cancellationToken)
    {
        var folder = Path.GetDirectoryName(path)!; // the path is absolute and names a file
        Directory.CreateDirectory(folder);
        var resources = new JsonObject();
        foreach (var resource in PublishableResources.Of(model))
        {
            resources[resource.Name] = await DescribeAsync(resource, folder, cancellationToken);
        }

        var manifest = new JsonObject { ["resources"] = resources };
        await File.WriteAllTextAsync(path, manifest.ToJsonString(Format) + "\n", cancellationToken);
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
        ContainerResource container => new()
        {
            ["type"] = "container.v0",
            ["image"] = resource.TryGetLastAnnotation<ContainerImageAnnotation>(out var image) ? image.FullName : "",
            ["entrypoint"] = container.Entrypoint,
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

        if (entry.ContainsKey("entrypoint") && entry["entrypoint"] is null)
        {
            entry.Remove("entrypoint");
        }

        var arguments = await values.ArgumentsAsync(resource, cancellationToken);
        if (arguments.Count > 0)
        {
            entry["args"] = new JsonArray([.. arguments.Select(argument => (JsonNode)Text(argument))]);
        }

        var mounts = resource.Annotations.OfType<ContainerMountAnnotation>().ToLookup(mount => mount.Type);
        Add(entry, "bindMounts", mounts[ContainerMountType.BindMount], mount => new JsonObject { ["source"] = Path.GetRelativePath(folder, mount.Source ?? ""), ["target"] = mount.Target, ["readOnly"] = mount.IsReadOnly });
        Add(entry, "volumes", mounts[ContainerMountType.Volume], mount => new JsonObject { ["name"] = mount.Source, ["target"] = mount.Target, ["readOnly"] = mount.IsReadOnly });
        var environment = await values.EnvironmentAsync(resource, cancellationToken);
        if (environment.Count > 0)
        {
            entry["env"] = new JsonObject(environment.Select(variable => KeyValuePair.Create(variable.Key, (JsonNode?)Text(variable.Value))));
        }

        AddBindings(entry, resource);
        return entry;
    }

    private static void Add(JsonObject entry, string name, IEnumerable<ContainerMountAnnotation> mounts, Func<ContainerMountAnnotation, JsonObject> describe)
    {
        var items = new JsonArray([.. mounts.Select(describe)]);
        if (items.Count > 0)
        {
            entry[name] = items;
        }
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

            if (endpoint.IsExternal)
            {
                binding["external"] = true;
            }

            bindings[endpoint.Name] = binding;
        }

        if (bindings.Count > 0)
        {
            entry["bindings"] = bindings;
        }
    }
}
