using System.Numerics;
using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>How often each number occurs.</summary>
internal static class CountKernels
{
    public static IEnumerable<HostOp> All =>
    [
        HostOp.One("Bincount", OutputTypes.T, arguments => Count(arguments.Tensor(2).DataType, Flat(arguments.Tensor(0)), arguments.Long(1), arguments.Tensor(2), false)) with { Handles = NumberType.HasT },
        HostOp.One("DenseBincount", OutputTypes.T, node =>
        {
            var isBinary = node.Bool("binary_output");
            return arguments => Count(arguments.Tensor(2).DataType, arguments.Tensor(0), arguments.Long(1), arguments.Tensor(2), isBinary);
        }) with { Handles = NumberType.HasT },
        HostOp.One("RaggedBincount", OutputTypes.T, node =>
        {
            var isBinary = node.Bool("binary_output");
            return arguments => Ragged(arguments, isBinary);
        }) with { Handles = NumberType.HasT },
    ];

    private static Tensor Flat(Tensor tensor) => tensor.Reshape(tensor.ElementCount);

    private static Tensor Count(DataType type, Tensor values, long size, Tensor weights, bool isBinary)
    {
        var rowLength = values.Rank == 2 ? values.Shape[1] : values.ElementCount;
        var rows = values.Rank == 2 ? values.Shape[0] : 1;
        long[] shape = values.Rank == 2 ? [rows, size] : [size];
        return Count(type, shape, rows, Integers.Read(values), i => i / rowLength, weights, isBinary);
    }

    private static Tensor Ragged(HostArguments arguments, bool isBinary)
    {
        var splits = arguments.Longs(0);
        var rows = splits.Length - 1;
        var row = new long[splits[^1]];
        for (var r = 0; r < rows; r++)
        {
            Array.Fill(row, r, (int)splits[r], (int)(splits[r + 1] - splits[r]));
        }

        return Count(arguments.Tensor(3).DataType, [rows, arguments.Long(2)], rows, arguments.Longs(1), i => row[i], arguments.Tensor(3), isBinary);
    }

    private static Tensor Count(DataType type, long[] shape, long rows, long[] values, Func<long, long> row, Tensor weights, bool isBinary)
    {
        var size = shape[^1];
        if (size < 0 || Array.Exists(values, value => value < 0))
        {
            throw Shapes.Invalid(size < 0 ? $"size ({size}) must be non-negative" : "Input arr must be non-negative!");
        }

        return type switch
        {
            DataType.Int32 => Count<int>(shape, rows, values, row, weights, isBinary),
            DataType.Int64 => Count<long>(shape, rows, values, row, weights, isBinary),
            DataType.Float => Count<float>(shape, rows, values, row, weights, isBinary),
            DataType.Double => Count<double>(shape, rows, values, row, weights, isBinary),
            var other => throw NumberType.Unknown(other),
        };
    }

    /// <summary>Numbers at and beyond the size are not counted.</summary>
    private static Tensor Count<T>(long[] shape, long rows, long[] values, Func<long, long> row, Tensor weights, bool isBinary)
        where T : unmanaged, INumber<T>
    {
        var size = shape[^1];
        var counts = new T[rows * size];
        var added = weights.AsSpan<T>();
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] < size)
            {
                ref var count = ref counts[(row(i) * size) + values[i]];
                count = isBinary ? T.One : count + (added.IsEmpty ? T.One : added[i]);
            }
        }

        return Tensor.Create<T>(shape, counts);
    }
}
