using System.Text;
using ModelServing.Inference.Errors;
using ModelServing.Inference.Protos;
using ModelServing.ModelServer.Loading.Checkpoints;

namespace ModelServing.ModelServer.Loading.Graphs;

/// <summary>Learns which checkpoint key belongs to which variable by following what the restore operation would assign.</summary>
/// <remarks>Names do not tell: keys may be object paths such as <c>layer-1/kernel/.ATTRIBUTES/VARIABLE_VALUE</c>.</remarks>
internal static class RestoreTrace
{
    private const int MaxIdentities = 10_000;

    public static Dictionary<GraphNode, CheckpointKey> Follow(ImportedGraph graph, string restoreOp)
    {
        Dictionary<GraphNode, CheckpointKey> keys = [];
        HashSet<GraphNode> seen = [];
        Stack<GraphNode> open = new(Named(graph.Main, restoreOp));
        while (open.TryPop(out var node))
        {
            if (!seen.Add(node))
            {
                continue;
            }

            if (node.Op is "AssignVariableOp" or "Assign" && node.Inputs is [var target, var value, ..] && Key(value) is { } key)
            {
                keys.TryAdd(Origin(target).Node, key);
            }

            var next = node.Scope.Call(node)?.Nodes ?? node.References.SelectMany(reference => Named(node.Scope, reference));
            foreach (var each in next)
            {
                open.Push(each);
            }
        }

        return keys;
    }

    /// <summary>Looks through identities, to the node that makes the value.</summary>
    public static Edge Origin(Edge edge)
    {
        for (var passed = 0; edge.Node.Op is "Identity" or "ReadVariableOp" or "Enter" && edge.Node.Inputs.Count > 0; passed++)
        {
            edge = passed < MaxIdentities
                ? edge.Node.Inputs[0]
                : throw new LoadException(ErrorCode.InvalidArgument, $"Node {edge.Node.Name} copies a value that comes from nowhere");
        }

        return edge;
    }

    private static IEnumerable<GraphNode> Named(GraphScope scope, string reference) =>
        scope.Find(reference.TrimStart('^').Split(':')[0]) is { } node ? [node] : [];

    /// <summary>Gets the checkpoint key of a value, if it comes from there.</summary>
    public static CheckpointKey? Key(Edge value)
    {
        var source = Origin(value);
        return source.Node is { Op: "RestoreV2", Inputs: [_, var names, var slices, ..] } && Text(names, source.Index) is { } name
            ? new CheckpointKey(name, Text(slices, source.Index) ?? string.Empty)
            : null;
    }

    private static string? Text(Edge list, int index) =>
        Origin(list).Node is { Op: "Const" } constant
        && constant.Attribute("value") is { ValueCase: AttrValue.ValueOneofCase.Tensor } value
        && TensorValues.Read(value.Tensor, constant.Name).Strings is var texts && index < texts.Count
            ? Encoding.UTF8.GetString(texts[index].Span)
            : null;
}
