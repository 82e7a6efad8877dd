using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Labels out of a sequence of scores that has blanks between them: the best label of every step.</summary>
internal static class CtcKernels
{
    public static IEnumerable<HostOp> All =>
    [
        new("CTCGreedyDecoder", OutputTypes.Each(OutputTypes.Int64, OutputTypes.Int64, OutputTypes.Int64, OutputTypes.T), node => arguments => arguments.Tensor(0).DataType switch
        {
            DataType.Float => Decode<float>(node, arguments),
            DataType.Double => Decode<double>(node, arguments),
            var other => throw NumberType.Unknown(other),
        }),
    ];

    /// <summary>Gets the number of steps, of rows and of classes of scores, which must be enough for the lengths of the rows.</summary>
    public static (int Steps, int Rows, int Classes) Sizes(Tensor scores, long[] lengths)
    {
        var (steps, rows, classes) = scores.Rank == 3 ? ((int)scores.Shape[0], (int)scores.Shape[1], (int)scores.Shape[2]) : throw Shapes.Invalid("inputs is not a 3-Tensor");
        if (lengths.Length != rows)
        {
            throw Shapes.Invalid($"len(sequence_length) != batch_size.  len(sequence_length):  {lengths.Length} batch_size: {rows}");
        }

        if (classes == 0)
        {
            throw Shapes.Invalid("inputs has no classes");
        }

        var late = Array.FindIndex(lengths, length => length > steps);
        return late < 0 ? (steps, rows, classes) : throw Shapes.Invalid($"sequence_length({late}) <= {steps}");
    }

    private static IReadOnlyList<object> Decode<T>(GraphNode node, HostArguments arguments)
        where T : unmanaged, System.Numerics.INumber<T>
    {
        var (scores, lengths) = (arguments.Tensor(0), arguments.Longs(1));
        var (steps, rows, classes) = Sizes(scores, lengths);
        var (blank, merges) = ((int)node.Int("blank_index", -1), node.Bool("merge_repeated"));
        blank = blank < 0 ? classes + blank : blank;
        var (indices, values, longest, likelihoods) = (new List<long>(), new List<long>(), 0L, new T[rows]);
        for (var row = 0; row < rows; row++)
        {
            var (last, count) = (-1, 0L);
            for (var step = 0L; step < lengths[row]; step++)
            {
                var own = scores.AsSpan<T>().Slice((int)((step * rows) + row) * classes, classes);
                var best = Best(own);
                likelihoods[row] -= own[best];
                if (best != blank && !(merges && best == last))
                {
                    indices.AddRange([row, count++]);
                    values.Add(best);
                }

                last = best;
            }

            longest = Math.Max(longest, count);
        }

        return [Tensor.Create<long>([values.Count, 2], [.. indices]), Elements.Longs(values), Elements.Longs([rows, longest]), Tensor.Create<T>([rows, 1], likelihoods)];
    }

    private static int Best<T>(ReadOnlySpan<T> scores)
        where T : System.Numerics.INumber<T>
    {
        var best = 0;
        for (var i = 1; i < scores.Length; i++)
        {
            best = scores[i] > scores[best] ? i : best;
        }

        return best;
    }
}
