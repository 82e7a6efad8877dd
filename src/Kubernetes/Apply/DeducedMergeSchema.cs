using System.Text.Json.Nodes;

namespace ModelServing.Kubernetes.Apply;

/// <summary>Any value, without a schema: objects are owned member by member, lists as a whole.</summary>
public sealed class DeducedMergeSchema : IMergeSchema
{
    private DeducedMergeSchema()
    {
    }

    /// <summary>Gets the schema.</summary>
    public static DeducedMergeSchema Instance { get; } = new();

    /// <inheritdoc/>
    public MergeForm Form => MergeForm.Members;

    /// <inheritdoc/>
    public IMergeSchema Values => this;

    /// <inheritdoc/>
    public IMergeSchema Items => this;

    /// <inheritdoc/>
    public IReadOnlyList<string> Keys => [];

    /// <inheritdoc/>
    public IMergeSchema? Declared(string name) => null;

    /// <inheritdoc/>
    public JsonNode? KeyDefault(string key) => null;
}
