using System.Text.Json.Nodes;

namespace ModelServing.Kubernetes.Apply;

/// <summary>A value that is owned as a whole.</summary>
internal sealed class LeafMergeSchema : IMergeSchema
{
    public static LeafMergeSchema Instance { get; } = new();

    public MergeForm Form => MergeForm.Leaf;

    public IMergeSchema? Values => null;

    public IMergeSchema Items => this;

    public IReadOnlyList<string> Keys => [];

    public IMergeSchema? Declared(string name) => null;

    public JsonNode? KeyDefault(string key) => null;
}
