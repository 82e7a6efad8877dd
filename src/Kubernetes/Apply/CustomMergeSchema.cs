using System.Text.Json.Nodes;
using k8s.Models;

namespace ModelServing.Kubernetes.Apply;

/// <summary>A custom resource: its metadata is what every object's is, the rest follows its own schema.</summary>
public sealed class CustomMergeSchema : IMergeSchema
{
    private readonly IMergeSchema _body;

    /// <summary>Makes the schema of a kind.</summary>
    /// <param name="body">What lies beside <c>apiVersion</c>, <c>kind</c> and <c>metadata</c>.</param>
    public CustomMergeSchema(IMergeSchema body) => _body = body;

    /// <summary>Gets the schema of a kind that has none.</summary>
    public static CustomMergeSchema Untyped { get; } = new(DeducedMergeSchema.Instance);

    /// <inheritdoc/>
    public MergeForm Form => MergeForm.Members;

    /// <inheritdoc/>
    public IMergeSchema? Values => _body.Values;

    /// <inheritdoc/>
    public IMergeSchema Items => _body.Items;

    /// <inheritdoc/>
    public IReadOnlyList<string> Keys => [];

    /// <inheritdoc/>
    public IMergeSchema? Declared(string name) => name switch
    {
        "apiVersion" or "kind" => LeafMergeSchema.Instance,
        "metadata" => TypedMergeSchema.Of(typeof(V1ObjectMeta)),
        _ => _body.Declared(name),
    };

    /// <inheritdoc/>
    public JsonNode? KeyDefault(string key) => null;
}
