using System.Text;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Runs of neighbouring words, of one length or of several, with padding at the ends of each row.</summary>
internal static class NgramKernels
{
    public static IEnumerable<HostOp> All => [new("StringNGrams", OutputTypes.Each(OutputTypes.String, OutputTypes.From("Tsplits", DataType.Int64)), Create)];

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
                List<byte> run = [];
                for (var i = start; i < start + width; i++)
                {
                    run.AddRange(i > start ? separator : []);
                    run.AddRange(padded[i].Span);
                }

                yield return run.ToArray();
            }
        }
    }
}
