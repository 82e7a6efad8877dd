using System.Numerics;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Sums, products, extremes and logic over axes.</summary>
internal static class ReductionKernels
{
    private static readonly string[] Names = ["Sum", "Prod", "Max", "Min"];

    public static IEnumerable<HostOp> All =>
    [
        .. Names.Select(name => HostOp.One(name, OutputTypes.T, node => arguments => Reduce(name, node, arguments)) with { Handles = NumberType.HasT }),
        HostOp.One("All", OutputTypes.Bool, node => arguments => Fold(node, arguments, true, (a, b) => a && b)),
        HostOp.One("Any", OutputTypes.Bool, node => arguments => Fold(node, arguments, false, (a, b) => a || b)),
    ];

    private static Tensor Reduce(string op, GraphNode node, HostArguments arguments) => arguments.Tensor(0).DataType switch
    {
        DataType.Int32 => Reduce<int>(op, node, arguments),
        DataType.Int64 => Reduce<long>(op, node, arguments),
        DataType.Float => Reduce<float>(op, node, arguments),
        DataType.Double => Reduce<double>(op, node, arguments),
        var other => throw NumberType.Unknown(other),
    };

    private static Tensor Reduce<T>(string op, GraphNode node, HostArguments arguments)
        where T : unmanaged, INumber<T> => op switch
        {
            "Sum" => Fold(node, arguments, T.Zero, static (a, b) => a + b),
            "Prod" => Fold(node, arguments, T.One, static (a, b) => a * b),
            "Max" => Fold(node, arguments, T.CreateSaturating(double.NegativeInfinity), T.Max),
            _ => Fold(node, arguments, T.CreateSaturating(double.PositiveInfinity), T.Min),
        };

    private static Tensor Fold<T>(GraphNode node, HostArguments arguments, T start, Func<T, T, T> function)
        where T : unmanaged
    {
        var tensor = arguments.Tensor(0);
        var axes = arguments.Longs(1).Select(axis => Shapes.Axis(axis, tensor.Rank)).ToHashSet();
        var kept = tensor.Shape.ToArray().Select((size, axis) => axes.Contains(axis) ? 1 : size).ToArray();
        var results = new T[Tensor.CountElements(kept)];
        Array.Fill(results, start);
        var targets = Shapes.Stretch(kept, tensor.Shape);
        var elements = tensor.AsSpan<T>();
        for (var i = 0; i < targets.Length; i++)
        {
            results[targets[i]] = function(results[targets[i]], elements[i]);
        }

        return Tensor.Create<T>(node.Bool("keep_dims") ? kept : [.. kept.Where((_, axis) => !axes.Contains(axis))], results);
    }
}
