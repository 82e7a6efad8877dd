using System.Numerics;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Comparisons and logic.</summary>
internal static class ComparisonKernels
{
    private static readonly string[] Orders = ["Less", "LessEqual", "Greater", "GreaterEqual"];

    public static IEnumerable<HostOp> All =>
    [
        .. Orders.Select(name => HostOp.One(name, OutputTypes.Bool, arguments => Compare(name, arguments.Tensor(0), arguments.Tensor(1))) with { Handles = NumberType.HasT }),
        HostOp.One("Equal", OutputTypes.Bool, arguments => Equal(arguments.Tensor(0), arguments.Tensor(1))) with { Handles = HasEquality },
        HostOp.One("NotEqual", OutputTypes.Bool, arguments => Not(Equal(arguments.Tensor(0), arguments.Tensor(1)))) with { Handles = HasEquality },
        HostOp.One("LogicalAnd", OutputTypes.Bool, arguments => Elementwise.Apply<bool, bool>(arguments.Tensor(0), arguments.Tensor(1), (a, b) => a && b)),
        HostOp.One("LogicalOr", OutputTypes.Bool, arguments => Elementwise.Apply<bool, bool>(arguments.Tensor(0), arguments.Tensor(1), (a, b) => a || b)),
        HostOp.One("LogicalNot", OutputTypes.Bool, arguments => Not(arguments.Tensor(0))),
    ];

    private static bool HasEquality(GraphNode node) => node.Type("T") is DataType.String or DataType.Bool || NumberType.HasT(node);

    private static Tensor Not(Tensor flags) => Elementwise.Apply<bool, bool>(flags, flag => !flag);

    private static Tensor Equal(Tensor left, Tensor right) => left.DataType switch
    {
        DataType.String => EqualStrings(left, right),
        DataType.Bool => Elementwise.Apply<bool, bool>(left, right, (a, b) => a == b),
        _ => Compare("Equal", left, right),
    };

    private static Tensor EqualStrings(Tensor left, Tensor right)
    {
        var shape = Shapes.Broadcast(left.Shape, right.Shape);
        var (a, b) = (Moves.Broadcast(left, shape).Strings, Moves.Broadcast(right, shape).Strings);
        var flags = new bool[a.Count];
        for (var i = 0; i < flags.Length; i++)
        {
            flags[i] = a[i].Span.SequenceEqual(b[i].Span);
        }

        return Tensor.Create<bool>(shape, flags);
    }

    private static Tensor Compare(string op, Tensor left, Tensor right) => left.DataType switch
    {
        DataType.Int32 => Elementwise.Apply(left, right, Function<int>(op)),
        DataType.Int64 => Elementwise.Apply(left, right, Function<long>(op)),
        DataType.Float => Elementwise.Apply(left, right, Function<float>(op)),
        DataType.Double => Elementwise.Apply(left, right, Function<double>(op)),
        var other => throw NumberType.Unknown(other),
    };

    private static Func<T, T, bool> Function<T>(string op)
        where T : INumber<T> => op switch
        {
            "Less" => static (a, b) => a < b,
            "LessEqual" => static (a, b) => a <= b,
            "Greater" => static (a, b) => a > b,
            "GreaterEqual" => static (a, b) => a >= b,
            _ => static (a, b) => a == b,
        };
}
