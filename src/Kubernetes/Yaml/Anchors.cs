using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace ModelServing.Kubernetes.Yaml;

/// <summary>The anchored nodes of a document, with a budget for copying them, and one for all nodes.</summary>
internal sealed class Anchors(int budget, int nodes)
{
    private int _nodesLeft = nodes;
    private readonly Dictionary<AnchorName, JsonNode?> _nodes = [];
    private int _budget = budget;

    /// <summary>Counts a node that is read.</summary>
    public void Count(NodeEvent node)
    {
        if (--_nodesLeft < 0)
        {
            throw new YamlException(node.Start, node.End, "the document has too many nodes");
        }
    }

    public void Add(AnchorName name, JsonNode? node) => _nodes[name] = node;

    public JsonNode? Copy(AnchorAlias alias)
    {
        if (!_nodes.TryGetValue(alias.Value, out var node))
        {
            throw new YamlException(alias.Start, alias.End, $"unknown anchor {alias.Value}");
        }

        _budget -= Count(node);
        return _budget >= 0 ? node?.DeepClone() : throw new YamlException(alias.Start, alias.End, "aliases make the document too large");
    }

    private static int Count(JsonNode? node) => node switch
    {
        JsonObject json => 1 + json.Sum(member => Count(member.Value)),
        JsonArray array => 1 + array.Sum(Count),
        _ => 1,
    };
}
