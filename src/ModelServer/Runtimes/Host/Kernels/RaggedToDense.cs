using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Pads the rows of a ragged tensor to one length, or cuts them to a length given.</summary>
internal static class RaggedToDense
{
    /// <remarks>Inputs: the shape wanted, where -1 means "as long as needed", the values, what to pad with, and one partition for each ragged axis.</remarks>
    public static Func<HostArguments, Tensor> Create(GraphNode node)
    {
        string[] types = [.. node.Attribute("row_partition_types")?.List?.S.Select(name => name.ToStringUtf8()) ?? []];
        return arguments =>
        {
            var partitions = arguments.Tensors(3, arguments.Count - 3);
            return Run(Wanted(arguments.Tensor(0)), arguments.Tensor(1), arguments.Tensor(2), Splits(types, partitions));
        };
    }

    private static long[]? Wanted(Tensor shape) => shape.Rank == 0 ? null : Integers.Read(shape);

    /// <summary>Brings every partition into the form of splits, outermost first.</summary>
    private static List<long[]> Splits(string[] types, Tensor[] partitions)
    {
        List<long[]> splits = [];
        var rows = 0L;
        for (var i = 0; i < types.Length; i++)
        {
            var partition = Integers.Read(partitions[i]);
            switch (types[i])
            {
                case "FIRST_DIM_SIZE":
                    rows = partition[0];
                    continue;
                case "ROW_SPLITS":
                    splits.Add(partition);
                    break;
                case "VALUE_ROWIDS":
                    splits.Add(FromRows(partition, rows));
                    break;
                default:
                    throw Shapes.Invalid($"Unsupported row partition type: {types[i]}");
            }

            rows = splits[^1][^1];
        }

        return splits;
    }

    private static long[] FromRows(long[] rowIds, long rows)
    {
        var splits = new long[rows + 1];
        foreach (var row in rowIds)
        {
            splits[row >= 0 && row < rows ? row + 1 : throw Shapes.Invalid($"Row id {row} is not in [0, {rows})")]++;
        }

        for (var row = 0; row < rows; row++)
        {
            splits[row + 1] += splits[row];
        }

        return splits;
    }

    private static Tensor Run(long[]? wanted, Tensor values, Tensor padding, List<long[]> splits)
    {
        var shape = new long[splits.Count + values.Rank];
        for (var axis = 0; axis < shape.Length; axis++)
        {
            var needed = axis == 0 ? splits[0].Length - 1 : axis <= splits.Count ? Longest(splits[axis - 1]) : values.Shape[axis - splits.Count];
            shape[axis] = wanted is not null && axis < wanted.Length && wanted[axis] >= 0 ? wanted[axis] : needed;
        }

        var inner = shape.AsSpan(splits.Count + 1).ToArray();
        var filler = Moves.Broadcast(padding, inner);
        var buffer = new ElementBuffer(values.DataType);
        Fill(buffer, (values, filler, splits, shape), 0, 0, splits[0].Length - 1);
        return buffer.ToTensor(shape);
    }

    private static long Longest(long[] splits) => splits.Zip(splits.Skip(1), (start, end) => end - start).DefaultIfEmpty(0).Max();

    /// <summary>Writes the rows [start, end) of one axis and pads them to its length.</summary>
    private static void Fill(ElementBuffer buffer, (Tensor Values, Tensor Filler, List<long[]> Splits, long[] Shape) plan, int axis, long start, long end)
    {
        var width = plan.Filler.ElementCount;
        var taken = Math.Min(end - start, plan.Shape[axis]);
        if (axis == plan.Splits.Count)
        {
            buffer.Add(plan.Values, start * width, taken * width);
        }
        else
        {
            for (var row = start; row < start + taken; row++)
            {
                Fill(buffer, plan, axis + 1, plan.Splits[axis][row], plan.Splits[axis][row + 1]);
            }
        }

        var missing = (plan.Shape[axis] - taken) * Tensor.CountElements(plan.Shape.AsSpan((axis + 1)..(plan.Splits.Count + 1)));
        for (var i = 0L; i < missing; i++)
        {
            buffer.Add(plan.Filler, 0, width);
        }
    }
}
