using System.Numerics;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Ranges, running sums, and the places of what is true.</summary>
internal static class SequenceKernels
{
    public static IEnumerable<HostOp> All =>
    [
        HostOp.One("Range", OutputTypes.From("Tidx", DataType.Int32), arguments => Range(arguments)) with { Handles = node => node.Type("Tidx", DataType.Int32) is DataType.Int32 or DataType.Int64 },
        HostOp.One("Cumsum", OutputTypes.T, node => arguments => RunningSum(node, arguments)) with { Handles = NumberType.HasT },
        HostOp.One("Where", OutputTypes.Int64, arguments => Where(arguments.Tensor(0))) with { Handles = node => node.Type("T", DataType.Bool) == DataType.Bool },
        HostOp.One("Bucketize", OutputTypes.Fixed(DataType.Int32), node => arguments => Bucketize(node, arguments.Tensor(0))),
    ];

    private static Tensor Range(HostArguments arguments)
    {
        var (start, limit, delta) = (arguments.Long(0), arguments.Long(1), arguments.Long(2));
        if (delta == 0 || (delta > 0 ? start > limit : start < limit))
        {
            throw Shapes.Invalid(delta == 0 ? "Requires delta != 0: 0" : $"Requires start {(delta > 0 ? "<=" : ">=")} limit when delta {(delta > 0 ? ">" : "<")} 0: {start}/{limit}");
        }

        var values = new long[(limit - start + delta - Math.Sign(delta)) / delta];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = start + (i * delta);
        }

        return Integers.Write(arguments.Tensor(0).DataType, [values.Length], values);
    }

    private static Tensor RunningSum(GraphNode node, HostArguments arguments) => arguments.Tensor(0).DataType switch
    {
        DataType.Int32 => RunningSum<int>(node, arguments),
        DataType.Int64 => RunningSum<long>(node, arguments),
        DataType.Float => RunningSum<float>(node, arguments),
        DataType.Double => RunningSum<double>(node, arguments),
        var other => throw NumberType.Unknown(other),
    };

    private static Tensor RunningSum<T>(GraphNode node, HostArguments arguments)
        where T : unmanaged, INumber<T>
    {
        var tensor = arguments.Tensor(0);
        var (outer, length, inner) = Shapes.Around(tensor.Shape, Shapes.Axis(arguments.Long(1), tensor.Rank));
        var (isExclusive, isReverse) = (node.Bool("exclusive"), node.Bool("reverse"));
        var elements = tensor.AsSpan<T>();
        var results = new T[elements.Length];
        for (var line = 0L; line < outer * inner; line++)
        {
            var sum = T.Zero;
            for (var step = 0L; step < length; step++)
            {
                var at = (int)((((line / inner * length) + (isReverse ? length - 1 - step : step)) * inner) + (line % inner));
                var next = sum + elements[at];
                results[at] = isExclusive ? sum : next;
                sum = next;
            }
        }

        return Tensor.Create<T>(tensor.Shape, results);
    }

    private static Tensor Where(Tensor flags)
    {
        var strides = Shapes.Strides(flags.Shape);
        List<long> places = [];
        for (var i = 0; i < flags.ElementCount; i++)
        {
            if (flags.AsSpan<bool>()[i])
            {
                for (var axis = 0; axis < strides.Length; axis++)
                {
                    places.Add(i / strides[axis] % flags.Shape[axis]);
                }
            }
        }

        return Tensor.Create<long>([flags.Rank == 0 ? (flags.AsSpan<bool>()[0] ? 1 : 0) : places.Count / flags.Rank, flags.Rank], [.. places]);
    }

    /// <summary>Numbers each value by how many boundaries it reaches.</summary>
    private static Tensor Bucketize(GraphNode node, Tensor values)
    {
        float[] boundaries = [.. node.Attribute("boundaries")?.List?.F ?? []];
        return values.DataType switch
        {
            DataType.Int32 => Elementwise.Apply<int, int>(values, value => boundaries.Count(boundary => value >= boundary)),
            DataType.Int64 => Elementwise.Apply<long, int>(values, value => boundaries.Count(boundary => value >= boundary)),
            DataType.Float => Elementwise.Apply<float, int>(values, value => boundaries.Count(boundary => value >= boundary)),
            DataType.Double => Elementwise.Apply<double, int>(values, value => boundaries.Count(boundary => value >= boundary)),
            var other => throw NumberType.Unknown(other),
        };
    }
}
