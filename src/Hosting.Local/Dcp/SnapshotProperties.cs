using System.Collections.Immutable;

namespace Aspire.Hosting.Dcp;

/// <summary>The properties the dashboard knows by name.</summary>
internal static class SnapshotProperties
{
    public static ImmutableArray<ResourcePropertySnapshot> Of(IResource resource, (string File, string Folder, IReadOnlyList<string> Prefix) command, ResolvedProcess process)
    {
        ResourcePropertySnapshot[] common = [new("resource.appArgs", process.Arguments), new("resource.appArgsSensitivity", process.Arguments.Select(_ => 0).ToArray())];
        if (resource is ContainerResource)
        {
            var image = resource.TryGetLastAnnotation<ContainerImageAnnotation>(out var found) ? found.FullName : "";
            return [new("container.image", image), new("container.args", process.Arguments), .. common];
        }

        ResourcePropertySnapshot[] project = resource.TryGetLastAnnotation<IProjectMetadata>(out var metadata) ? [new("project.path", metadata.ProjectPath)] : [];
        return [.. project, new("executable.path", command.File), new("executable.workDir", command.Folder), new("executable.args", process.Arguments), .. common];
    }

    public static ImmutableArray<ResourcePropertySnapshot> With(ImmutableArray<ResourcePropertySnapshot> properties, DcpStatus status)
    {
        properties = Set(properties, "executable.pid", status.Pid);
        properties = Set(properties, "container.id", status.ContainerId);
        return Set(properties, "resource.exitCode", status.IsOver ? status.ExitCode : null);
    }

    private static ImmutableArray<ResourcePropertySnapshot> Set(ImmutableArray<ResourcePropertySnapshot> properties, string name, object? value)
    {
        properties = properties.RemoveAll(property => property.Name == name);
        return value is null ? properties : properties.Add(new(name, value));
    }
}
