using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelServing.Kubernetes.Schemas.Structural.Cel;

namespace ModelServing.Kubernetes.Schemas.Structural;

/// <summary>
/// A structural schema of a custom resource, compiled: what is kept, what is filled in and what is refused. Immutable, so that requests share it.
/// </summary>
/// <remarks>https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema</remarks>
public sealed class StructuralSchema
{
    internal string? Type { get; init; }

    internal string? Format { get; init; }

    internal bool Nullable { get; init; }

    internal bool IsIntOrString { get; init; }

    internal bool PreservesUnknownFields { get; init; }

    internal bool IsEmbeddedResource { get; init; }

    internal FrozenDictionary<string, StructuralSchema> Properties { get; init; } = FrozenDictionary<string, StructuralSchema>.Empty;

    internal StructuralSchema? AdditionalProperties { get; init; }

    /// <summary>Gets a value that says whether <c>additionalProperties</c> is <c>true</c>: any key with any value.</summary>
    internal bool AllowsAnyProperty { get; init; }

    internal StructuralSchema? Items { get; init; }

    /// <summary>Gets the default; an element and not a node, as nodes must not be read by two threads.</summary>
    internal JsonElement? Default { get; init; }

    internal string[] Required { get; init; } = [];

    internal ValueRules? Values { get; init; }

    internal StructuralSchema[] AllOf { get; init; } = [];

    internal StructuralSchema[] AnyOf { get; init; } = [];

    internal StructuralSchema[] OneOf { get; init; } = [];

    internal StructuralSchema? Not { get; init; }

    internal string? ListType { get; init; }

    internal string[] ListMapKeys { get; init; } = [];

    internal CelRule[] Rules { get; init; } = [];

    internal bool HasDefaults { get; init; }

    internal bool HasRules { get; init; }

    /// <summary>Gets the types a value may have, as messages print them.</summary>
    internal string? TypeName => IsIntOrString ? "integer,string" : Type;

    /// <summary>Gets the validation rules that this server does not evaluate, with the reason.</summary>
    public IReadOnlyList<string> UnevaluatedRules { get; internal init; } = [];

    /// <summary>Compiles an <c>openAPIV3Schema</c>.</summary>
    /// <param name="schema">The schema; what is malformed in it is left out, see <see cref="StructuralRules"/>.</param>
    public static StructuralSchema Compile(JsonElement schema) => SchemaReader.Read(schema);

    /// <summary>Takes away what the schema does not know.</summary>
    /// <param name="value">The object, changed in place.</param>
    /// <returns>The paths of the fields that were taken away, in order.</returns>
    public IReadOnlyList<string> Prune(JsonObject value)
    {
        var pruned = new List<string>();
        Pruning.Prune(this, value, isResourceRoot: true, "", pruned);
        pruned.Sort(StringComparer.Ordinal);
        return pruned;
    }

    /// <summary>Fills in defaults, also in place of a null where none is allowed.</summary>
    /// <param name="value">The object, changed in place.</param>
    public void ApplyDefaults(JsonObject value) => Defaulting.Apply(this, value, isResourceRoot: true);

    /// <summary>Gives everything that is wrong with an object.</summary>
    /// <param name="value">The object.</param>
    /// <param name="before">The object as it was, for an update: what has not changed since is not refused now.</param>
    public IReadOnlyList<FieldError> Validate(JsonObject value, JsonObject? before = null)
    {
        var errors = new List<FieldError>();
        Validation.Validate(this, value, before, before is not null, "", errors);
        EmbeddedResources.Check(this, value, "", errors);
        ListTypes.Check(this, value, before, before is not null, "", errors);
        if (HasRules)
        {
            if (errors.Exists(error => error.BlocksRules))
            {
                errors.Add(FieldError.Invalid(FieldError.WholeObject, null,
                    "some validation rules were not checked because the object was invalid; correct the existing errors to complete validation"));
            }
            else
            {
                CelValidation.Check(this, value, before, before is not null, "", errors);
            }
        }

        return errors;
    }
}
