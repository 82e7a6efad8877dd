using System.Text;
using ModelServing.Inference.Errors;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading;
using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Runs of neighbouring words, of one length or of several, with padding at the ends of each row.</summary>
internal static class NgramKernels
{
    public static IEnumerable<HostOp> All =>
    [
        new("StringNGrams", OutputTypes.Each(OutputTypes.String, OutputTypes.From("Tsplits", DataType.Int64)), Create),
        new("TFText>NgramsStringJoin", OutputTypes.Each(OutputTypes.String, OutputTypes.Int64), Join),
    ];

    private static HostKernel Create(GraphNode node)
    {
        var (left, right) = (Encoding.UTF8.GetBytes(node.Text("left_pad", string.Empty)), Encoding.UTF8.GetBytes(node.Text("right_pad", string.Empty)));
        var separator = Encoding.UTF8.GetBytes(node.Text("separator", string.Empty));
        var (widths, most, keepsShort) = (node.Ints("ngram_widths"), node.Int("pad_width", 0), node.Bool("preserve_short_sequences"));
        return arguments =>
        {
            var (words, splits) = (arguments.Tensor(0).Strings, arguments.Longs(1));
            List<ReadOnlyMemory<byte>> results = [];
            List<long> ends = [0];
            for (var row = 0; row + 1 < splits.Length; row++)
            {
                if (splits[row] < 0 || splits[row + 1] < splits[row] || splits[row + 1] > words.Count)
                {
                    throw Shapes.Invalid($"Invalid split value {splits[row + 1]}, must be in [{splits[row]}, {words.Count}]");
                }

                ReadOnlyMemory<byte>[] own = [.. words.Skip((int)splits[row]).Take((int)(splits[row + 1] - splits[row]))];
                var before = results.Count;
                foreach (var width in widths)
                {
                    results.AddRange(Runs(own, (int)width, (int)Math.Min(most < 0 ? width - 1 : most, width - 1)));
                }

                // Too short a row becomes one run of all it has, if asked.
                if (keepsShort && results.Count == before && own.Length > 0)
                {
                    results.AddRange(Runs(own, own.Length + (2 * (int)Math.Max(0, most)), (int)Math.Max(0, most)));
                }

                ends.Add(results.Count);
            }

            return [Tensor.FromStrings([results.Count], results), Integers.Write(arguments.Tensor(1).DataType, [ends.Count], [.. ends])];
        };

        IEnumerable<ReadOnlyMemory<byte>> Runs(ReadOnlyMemory<byte>[] own, int width, int padding)
        {
            ReadOnlyMemory<byte>[] padded = [.. Enumerable.Repeat<ReadOnlyMemory<byte>>(left, padding), .. own, .. Enumerable.Repeat<ReadOnlyMemory<byte>>(right, padding)];
            for (var start = 0; start + width <= padded.Length; start++)
            {
                yield return Joined(padded.AsSpan(start, width), separator);
            }
        }
    }

    /// <summary>Joins neighbours along the last axis, or in the rows of the innermost splits; the splits outside them stay.</summary>
    private static HostKernel Join(GraphNode node)
    {
        var (width, separator) = (node.Int("width", 1), Encoding.UTF8.GetBytes(node.Text("string_separator", string.Empty)));
        if (node.Int("axis", -1) is not -1 and var axis)
        {
            throw new ModelRunException(ErrorCode.Internal, $"axis != -1: {axis}");
        }

        return arguments =>
        {
            var values = arguments.Tensor(0);
            ReadOnlyMemory<byte>[] words = [.. values.Strings];
            var isRagged = arguments.Count > 1;
            var rows = isRagged ? RowSplits.Read(arguments.Longs(arguments.Count - 1), words.Length) : Rows(values);
            List<ReadOnlyMemory<byte>> joined = [];
            List<long> ends = [0];
            foreach (var row in rows)
            {
                joined.AddRange(Windows(words, row, width, separator));
                ends.Add(joined.Count);
            }

            long[] shape = isRagged ? [joined.Count] : [.. values.Shape[..^1], Math.Max(0, values.Shape[^1] - width + 1)];
            return
            [
                Elements.Strings(shape, joined),
                .. Enumerable.Range(1, Math.Max(0, arguments.Count - 2)).Select(arguments.Tensor),
                .. isRagged ? new[] { Elements.Longs(ends) } : [],
            ];
        };
    }

    private static List<Range> Rows(Tensor values)
    {
        if (values.Rank == 0)
        {
            throw Shapes.Invalid("Neighbours need an axis, but the values are a scalar.");
        }

        var width = (int)values.Shape[^1];
        return [.. Enumerable.Range(0, width == 0 ? 0 : (int)values.ElementCount / width).Select(row => (row * width)..((row + 1) * width))];
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Windows(ReadOnlyMemory<byte>[] words, Range row, long width, byte[] separator)
    {
        var (first, count) = row.GetOffsetAndLength(words.Length);
        return width < 0 || width > count
            ? []
            : Enumerable.Range(first, count - Math.Max(0, (int)width - 1)).Select(start => Joined(words.AsSpan(start, (int)width), separator));
    }

    private static ReadOnlyMemory<byte> Joined(ReadOnlySpan<ReadOnlyMemory<byte>> words, byte[] separator)
    {
        List<byte> joined = [];
        for (var i = 0; i < words.Length; i++)
        {
            joined.AddRange(i > 0 ? separator : []);
            joined.AddRange(words[i].Span);
        }

        return joined.ToArray();
    }
}
