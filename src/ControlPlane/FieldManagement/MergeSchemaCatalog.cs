using ModelServing.ControlPlane.Kinds;
using ModelServing.Kubernetes.Apply;

namespace ModelServing.ControlPlane.FieldManagement;

/// <summary>Which schema tells the fields of a kind apart.</summary>
internal static class MergeSchemaCatalog
{
    public static IMergeSchema Of(ResourceDefinition resource) =>
        resource is { IsCustom: false, Model: { } model } ? TypedMergeSchema.Of(model) : resource.Custom?.MergeSchema ?? CustomMergeSchema.Untyped;
}
