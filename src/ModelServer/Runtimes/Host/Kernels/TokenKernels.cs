using System.Buffers;
using System.Text;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Texts cut into words, at spaces and between scripts.</summary>
internal static class TokenKernels
{
    private static readonly OutputType Int32 = OutputTypes.Fixed(DataType.Int32);
    private static readonly OutputType Splits = OutputTypes.From("Tsplits", DataType.Int64);
    private static readonly OutputType PointTokens = OutputTypes.Each(Int32, Splits, OutputTypes.Int64, OutputTypes.Int64, Splits);

    public static IEnumerable<HostOp> All =>
    [
        new("WhitespaceTokenizeWithOffsets", PointTokens, node => Cut(node, point => PointCutter.IsSpace(point) ? 1 : 0, keepsSpaces: false)),
        new("UnicodeScriptTokenizeWithOffsets", PointTokens, node => Cut(node, UnicodeScripts.Of, node.Bool("keep_whitespace"))),
        new("TFText>WhitespaceTokenizeWithOffsetsV2", OutputTypes.Each(OutputTypes.String, OutputTypes.Int64, Int32), _ => CutTexts),
    ];

    private static HostKernel Cut(GraphNode node, Func<int, int> group, bool keepsSpaces)
    {
        var type = node.Type("Tsplits", DataType.Int64);
        return arguments =>
        {
            var points = arguments.Tensor(0).AsSpan<int>().ToArray();
            var cutter = new PointCutter(group, keepsSpaces);
            List<long> rows = [0];
            foreach (var row in RowSplits.Read(arguments.Longs(1), points.Length))
            {
                cutter.Add(points[row]);
                rows.Add(cutter.Starts.Count);
            }

            return
            [
                Tensor.Create<int>([cutter.Points.Count], [.. cutter.Points]),
                Integers.Write(type, [cutter.TokenSplits.Count + 1], [.. cutter.TokenSplits, cutter.Points.Count]),
                Elements.Longs(cutter.Starts),
                Elements.Longs(cutter.Ends),
                Integers.Write(type, [rows.Count], [.. rows]),
            ];
        };
    }

    /// <summary>The bits of the second input tell which code points are spaces.</summary>
    private static IReadOnlyList<object> CutTexts(HostArguments arguments)
    {
        var spaces = arguments.Text(1);
        List<ReadOnlyMemory<byte>> tokens = [];
        List<int> starts = [];
        List<int> ends = [];
        List<long> rows = [0];
        foreach (var text in arguments.Tensor(0).Strings)
        {
            foreach (var token in Tokens(text, spaces))
            {
                var (start, length) = token.GetOffsetAndLength(text.Length);
                tokens.Add(text[token]);
                starts.Add(start);
                ends.Add(start + length);
            }

            rows.Add(tokens.Count);
        }

        return [Elements.Strings([tokens.Count], tokens), Elements.Longs(rows), Tensor.Create<int>([starts.Count], [.. starts]), Tensor.Create<int>([ends.Count], [.. ends])];
    }

    private static IEnumerable<Range> Tokens(ReadOnlyMemory<byte> text, ReadOnlyMemory<byte> spaces)
    {
        var start = -1;
        for (var at = 0; at < text.Length;)
        {
            var isRune = Rune.DecodeFromUtf8(text.Span[at..], out var rune, out var length) == OperationStatus.Done;
            if (isRune && rune.Value >> 3 < spaces.Length && (spaces.Span[rune.Value >> 3] & (1 << (rune.Value & 7))) != 0)
            {
                if (start >= 0)
                {
                    // As TensorFlow Text has it: of a space of several bytes, all but the last are the token's.
                    yield return start..(at + length - 1);
                }

                start = -1;
            }
            else
            {
                start = start < 0 ? at : start;
            }

            at += length;
        }

        if (start >= 0)
        {
            yield return start..text.Length;
        }
    }
}
