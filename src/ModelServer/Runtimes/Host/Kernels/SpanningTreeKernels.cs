using System.Numerics;
using ModelServing.Inference.Errors;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading;
using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>The trees of best score over the nodes of directed graphs, such as the words of a sentence that depend on one another.</summary>
internal static class SpanningTreeKernels
{
    private const int TooMany = ushort.MaxValue; // TensorFlow numbers nodes, and as many cycles, in 16 bits

    public static IEnumerable<HostOp> All =>
    [
        new("MaxSpanningTree", OutputTypes.Each(OutputTypes.T, OutputTypes.Fixed(DataType.Int32)), Create) { Handles = node => node.Type("T") is DataType.Int32 or DataType.Float or DataType.Double },
    ];

    private static HostKernel Create(GraphNode node)
    {
        var isForest = node.Bool("forest");
        return arguments => arguments.Tensor(1).DataType switch
        {
            DataType.Int32 => Solve<int>(arguments, isForest),
            DataType.Float => Solve<float>(arguments, isForest),
            DataType.Double => Solve<double>(arguments, isForest),
            var other => throw NumberType.Unknown(other),
        };
    }

    private static IReadOnlyList<object> Solve<T>(HostArguments arguments, bool isForest)
        where T : unmanaged, INumber<T>, IMinMaxValue<T>
    {
        CheckShapes(arguments.Tensor(0), arguments.Tensor(1));
        var (counts, scores) = (arguments.Longs(0), arguments.Tensor(1));
        var width = scores.Shape[1];
        var (totals, sources) = (new T[counts.Length], new int[counts.Length * width]);
        Array.Fill(sources, -1);
        for (var graph = 0; graph < counts.Length; graph++)
        {
            CheckCount(counts[graph], graph, width);
            var own = scores.AsSpan<T>().Slice((int)(graph * width * width), (int)(width * width));
            var tree = new SpanningTree<T>(own, (int)width, (int)counts[graph]).Solve(isForest)
                ?? throw new ModelRunException(ErrorCode.FailedPrecondition, "Infeasible digraph");
            tree.CopyTo(sources, graph * width);
            for (var target = 0; target < tree.Length; target++)
            {
                totals[graph] += own[(int)(target * width) + tree[target]];
            }
        }

        return [Tensor.Create<T>([counts.Length], totals), Tensor.Create<int>([counts.Length, width], sources)];
    }

    private static void CheckShapes(Tensor counts, Tensor scores)
    {
        if (counts.Rank != 1)
        {
            throw Shapes.Invalid($"num_nodes must be a vector, got shape {Shapes.Text(counts.Shape)}");
        }

        if (scores.Rank != 3)
        {
            throw Shapes.Invalid($"scores must be rank 3, got shape {Shapes.Text(scores.Shape)}");
        }

        var (graphs, width) = (scores.Shape[0], scores.Shape[1]);
        if (counts.Shape[0] != graphs)
        {
            throw Shapes.Invalid($"num_nodes misshapen: got {Shapes.Text(counts.Shape)} but expected {Shapes.Text([graphs])}");
        }

        if (scores.Shape[2] != width)
        {
            throw Shapes.Invalid($"scores misshapen: got {Shapes.Text(scores.Shape)} but expected {Shapes.Text([graphs, width, width])}");
        }
    }

    private static void CheckCount(long count, int graph, long width)
    {
        if (count > width)
        {
            throw Shapes.Invalid($"number of nodes in digraph {graph} overflows input dimension: got {count} but expected <= {width}");
        }

        if (count >= TooMany)
        {
            throw Shapes.Invalid($"number of nodes in digraph {graph} overflows index type: got {count} but expected < {TooMany}");
        }

        if (count <= 0 || 2 * count >= TooMany)
        {
            throw Shapes.Invalid(count <= 0 ? $"Non-positive number of nodes: {count}" : $"Too many nodes: {count}");
        }
    }
}
