using System.Text;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Text from one encoding to another, into characters and out of them, and into normal forms.</summary>
internal static class UnicodeKernels
{
    private static readonly OutputType Splits = OutputTypes.From("Tsplits", DataType.Int64);

    public static IEnumerable<HostOp> All =>
    [
        HostOp.One("UnicodeTranscode", OutputTypes.String, Transcode),
        new("UnicodeDecode", OutputTypes.Each(Splits, OutputTypes.Fixed(DataType.Int32)), Decode),
        new("UnicodeDecodeWithOffsets", OutputTypes.Each(Splits, OutputTypes.Fixed(DataType.Int32), OutputTypes.Int64), Decode),
        HostOp.One("UnicodeEncode", OutputTypes.String, Encode),
        HostOp.One("CaseFoldUTF8", OutputTypes.String, arguments => Elements.Map(arguments.Tensor(0), CaseFolder.Fold)),
        HostOp.One("NormalizeUTF8", OutputTypes.String, node =>
        {
            var normalizer = new UnicodeNormalizer(node.Text("normalization_form", "NFKC"));
            return arguments => Elements.Map(arguments.Tensor(0), normalizer.Normalize);
        }),
    ];

    private static Func<HostArguments, Tensor> Transcode(GraphNode node)
    {
        var (source, encoding) = (new UnicodeText(node), UnicodeText.EncodingFor(node.Text("output_encoding", "UTF-8")));
        return arguments => Elements.Map(arguments.Tensor(0), text => (ReadOnlyMemory<byte>)encoding.GetBytes(Text(source.Read(text.Span).ConvertAll(each => each.Rune))));
    }

    private static HostKernel Decode(GraphNode node)
    {
        var source = new UnicodeText(node);
        var type = node.Type("Tsplits", DataType.Int64);
        return arguments =>
        {
            List<long> ends = [0];
            List<int> points = [];
            List<long> starts = [];
            foreach (var text in arguments.Tensor(0).Strings)
            {
                foreach (var (rune, start) in source.Read(text.Span))
                {
                    points.Add(rune.Value);
                    starts.Add(start);
                }

                ends.Add(points.Count);
            }

            return [Integers.Write(type, [ends.Count], [.. ends]), Tensor.Create<int>([points.Count], [.. points]), Elements.Longs(starts)];
        };
    }

    private static Func<HostArguments, Tensor> Encode(GraphNode node)
    {
        var (encoding, errors, replacement) = (UnicodeText.EncodingFor(node.Text("output_encoding", "UTF-8")), node.Text("errors", "replace"), (int)node.Int("replacement_char", 65533));
        return arguments =>
        {
            var (points, splits) = (arguments.Longs(0), arguments.Longs(1));
            var results = new ReadOnlyMemory<byte>[Math.Max(0, splits.Length - 1)];
            for (var row = 0; row < results.Length; row++)
            {
                if (splits[row] < 0 || splits[row + 1] < splits[row] || splits[row + 1] > points.Length)
                {
                    throw Shapes.Invalid("Values in input_splits must be equal or in ascending order.");
                }

                var runes = points[(int)splits[row]..(int)splits[row + 1]].Where(point => Rune.IsValid((int)point) || errors != "ignore").Select(point =>
                    Rune.IsValid((int)point) ? new Rune((int)point) : errors == "replace" ? new Rune(replacement) : throw Shapes.Invalid("Code point is out of range for Unicode, or a noncharacter."));
                results[row] = encoding.GetBytes(Text(runes));
            }

            return Tensor.FromStrings([results.Length], results);
        };
    }

    private static string Text(IEnumerable<Rune> runes)
    {
        var text = new StringBuilder();
        foreach (var rune in runes)
        {
            text.Append(rune.ToString());
        }

        return text.ToString();
    }
}
