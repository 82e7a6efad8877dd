using ModelServing.ControlPlane.Json;
using ModelServing.ControlPlane.Storage;
using ModelServing.Kubernetes.Schemas.Structural;

namespace ModelServing.ControlPlane.CustomResources;

/// <summary>The schemas of one definition, compiled once for each change of its spec.</summary>
internal sealed record CompiledDefinition(string Uid, long Generation, long Since, IReadOnlyDictionary<string, StructuralSchema> Schemas)
{
    public static CompiledDefinition Of(StoredObject definition, CompiledDefinition? before)
    {
        var generation = definition.Root.Number("metadata", "generation");
        if (before is not null && before.Uid == definition.Uid && before.Generation == generation)
        {
            return before;
        }

        var schemas = definition.Root.Items("spec", "versions").ToDictionary(
            version => version.Text("name"),
            version => version.At("schema", "openAPIV3Schema") is { } schema ? StructuralSchema.Compile(schema) : StructuralSchema.Compile(default));
        return new(definition.Uid, generation, definition.Version, schemas);
    }
}
