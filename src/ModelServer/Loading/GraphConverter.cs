using System.Runtime.CompilerServices;
using ModelServing.Inference.Errors;
using ModelServing.ModelServer.Loading.ControlFlow;
using ModelServing.ModelServer.Loading.Graphs;
using ModelServing.ModelServer.Loading.Onnx;
using ModelServing.ModelServer.Loading.Ops;

namespace ModelServing.ModelServer.Loading;

/// <summary>Converts values into one ONNX graph: the model's, or a subgraph's, which also sees the values of the graphs around it.</summary>
internal sealed class GraphConverter(ConstantFolder constants, OnnxGraphWriter writer, ConvertedValues values, ConversionRules rules)
{
    public OnnxGraphWriter Writer => writer;

    public ConstantFolder Constants => constants;

    public ConvertedValues Values => values;

    /// <summary>Opens a subgraph. What is converted there stays there.</summary>
    public GraphConverter Subgraph() => Reading(writer.Subgraph());

    /// <summary>Opens another reading of nodes that this converter may have read with other values, written to a graph of choice.</summary>
    public GraphConverter Reading(OnnxGraphWriter target) => new(constants, target, new ConvertedValues(values), rules);

    /// <summary>Converts a value and, first, all that it is made from; a stack of our own keeps deep graphs off the thread's.</summary>
    public string Convert(Edge wanted)
    {
        // Branches and bodies are converted by recursion.
        RuntimeHelpers.EnsureSufficientExecutionStack();
        Stack<Edge> open = new([wanted]);
        HashSet<Edge> entered = [];
        while (open.TryPeek(out var edge))
        {
            if (values.ContainsKey(edge) || rules.TryConvertSource(edge))
            {
                open.Pop();
                continue;
            }

            var missing = Dependencies(edge.Node).Where(input => !values.ContainsKey(input)).ToArray();
            if (missing.Length > 0 && !entered.Add(edge))
            {
                throw new LoadException(ErrorCode.InvalidArgument, $"The inputs of node {edge.Node.Name} lead back to it");
            }

            foreach (var input in missing)
            {
                open.Push(input);
            }

            if (missing.Length == 0)
            {
                ConvertNode(edge);
                open.Pop();
            }
        }

        return values[wanted];
    }

    /// <summary>Gets what a condition is in every run, if no request can change it.</summary>
    public bool? IsAlways(Edge condition) => constants.IsAlways(condition, rules.IsFed);

    /// <summary>Of a conditional that always goes one way, only that way is needed.</summary>
    private IReadOnlyList<Edge> Dependencies(GraphNode node) =>
        node.Op == "Merge" && Conditional.Read(node) is { } conditional && IsAlways(conditional.Predicate) is { } isAlways
            ? [isAlways ? conditional.Then : conditional.Otherwise]
            : ControlFlowOps.Dependencies(node);

    private void ConvertNode(Edge edge)
    {
        var outputs = rules.IsGivenUp() && !ControlFlowOps.HoldsGraphs(edge.Node)
            ? Enumerable.Repeat(string.Empty, edge.Index + 1).ToArray()
            : OpTable.Find(edge.Node.Op)!(new OpContext(edge.Node, this)); // sources without a converter are handled before
        for (var i = 0; i < outputs.Length; i++)
        {
            values[new Edge(edge.Node, i)] = outputs[i];
        }

        if (!values.ContainsKey(edge))
        {
            throw new LoadException(ErrorCode.Unimplemented, $"Output {edge.Index} of {edge.Node.Op} at node {edge.Node.Name} is not supported");
        }
    }
}
