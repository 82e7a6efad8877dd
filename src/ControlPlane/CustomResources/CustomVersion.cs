using System.Text.Json;
using System.Text.Json.Nodes;
using ModelServing.ControlPlane.Printing;
using ModelServing.ControlPlane.Storage;
using ModelServing.Kubernetes.Apply;
using ModelServing.Kubernetes.Schemas.Structural;

namespace ModelServing.ControlPlane.CustomResources;

/// <summary>What a custom resource definition says about one version of its kind.</summary>
internal sealed record CustomVersion
{
    public required StructuralSchema Schema { get; init; }

    /// <summary>Gets the <c>openAPIV3Schema</c> as it was applied.</summary>
    public required JsonElement OpenApiSchema { get; init; }

    /// <summary>Gets how server-side apply tells the fields apart.</summary>
    public IMergeSchema MergeSchema => field ??= OpenApiSchema.ValueKind == JsonValueKind.Object ? OpenApiMergeSchema.OfKind(OpenApiSchema) : CustomMergeSchema.Untyped;

    public required Column[] Columns { get; init; }

    /// <summary>Gets the store's version from which on objects were written by this schema.</summary>
    public required long Since { get; init; }

    /// <summary>Gets a value that says whether the definition is being deleted: nothing new is made.</summary>
    public bool IsTerminating { get; init; }

    /// <summary>Says whether an object has all defaults, and nothing that the schema does not know.</summary>
    public bool Wrote(StoredObject value, string apiVersion) => value.Version > Since && value.Root.TryGetProperty("apiVersion", out var written) && written.ValueEquals(apiVersion);

    /// <summary>Prunes and defaults an object, and gives the paths of the fields that were taken away.</summary>
    public IReadOnlyList<string> Fit(JsonObject value)
    {
        var pruned = Schema.Prune(value);
        Schema.ApplyDefaults(value);
        return pruned;
    }
}
