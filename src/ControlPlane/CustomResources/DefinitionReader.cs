using System.Text.Json;
using ModelServing.ControlPlane.Json;
using ModelServing.ControlPlane.Kinds;
using ModelServing.ControlPlane.Storage;

namespace ModelServing.ControlPlane.CustomResources;

/// <summary>Reads a definition into the kinds it brings, one for each served version.</summary>
internal static class DefinitionReader
{
    public static IReadOnlyList<ResourceDefinition> Read(StoredObject definition, CompiledDefinition compiled)
    {
        var spec = definition.Root.GetProperty("spec");
        var versions = spec.Items("versions").ToList();
        var storage = versions.Where(version => version.Text("storage") == "true").Select(version => version.Text("name")).FirstOrDefault();
        return [.. versions.Where(version => version.Text("served") == "true").Select(version => Read(definition, spec, version, storage, compiled))];
    }

    private static ResourceDefinition Read(StoredObject definition, JsonElement spec, JsonElement version, string? storage, CompiledDefinition compiled)
    {
        var name = version.Text("name");
        var names = definition.Root.At("status", "acceptedNames") ?? spec.GetProperty("names");
        var resource = new ResourceDefinition
        {
            Group = spec.Text("group"),
            Version = name,
            Kind = names.Text("kind"),
            Plural = names.Text("plural"),
            SingularName = names.Text("singular"),
            ListKindName = names.Text("listKind"),
            ShortNames = Texts(names, "shortNames"),
            Categories = Texts(names, "categories"),
            Namespaced = spec.Text("scope") == "Namespaced",
            HasStatus = version.At("subresources", "status") is not null,
            HasGeneration = true,
            Scale = ReadScale(version),
            StorageVersion = storage,
            IsCustom = true,
            FieldLabels = [.. version.Items("selectableFields").Select(field => field.Text("jsonPath").TrimStart('.'))],
            Custom = new CustomVersion
            {
                Schema = compiled.Schemas[name],
                OpenApiSchema = version.At("schema", "openAPIV3Schema") ?? default,
                Columns = PrinterColumns.Read(version),
                Since = compiled.Since,
                IsTerminating = definition.IsBeingDeleted,
            },
        };
        return WithModel(resource);
    }

    /// <summary>A kind that this server works with keeps its class, whatever definition is applied over it.</summary>
    private static ResourceDefinition WithModel(ResourceDefinition resource)
    {
        var known = ResourceCatalog.All.Where(builtIn => builtIn.GroupResource == resource.GroupResource && builtIn.Kind == resource.Kind)
            .OrderByDescending(builtIn => builtIn.Version == resource.Version).FirstOrDefault();
        return known is null ? resource : resource with { Model = known.Model, FieldLabels = [.. resource.FieldLabels.Union(known.FieldLabels)] };
    }

    private static ScalePaths? ReadScale(JsonElement version) => version.At("subresources", "scale") is { } scale
        ? new(Plain(scale.Text("specReplicasPath")), Plain(scale.Text("statusReplicasPath")), Plain(scale.Text("labelSelectorPath")))
        : null;

    private static string Plain(string path) => path.TrimStart('.');

    private static string[] Texts(JsonElement parent, string name) => [.. parent.Items(name).Select(item => item.ScalarText())];
}
