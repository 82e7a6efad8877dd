using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Splitting strings into sparse rows of tokens.</summary>
internal static class SplitKernels
{
    private static readonly OutputType Sparse = OutputTypes.Each(OutputTypes.Int64, OutputTypes.String, OutputTypes.Int64);

    public static IEnumerable<HostOp> All =>
    [
        new("StringSplitV2", Sparse, node => arguments => SplitV2(node, arguments)),
        new("StringSplit", Sparse, node => arguments => Split(node, arguments)),
    ];

    private static IReadOnlyList<object> SplitV2(GraphNode node, HostArguments arguments)
    {
        var separator = arguments.Text(1);
        var limit = node.Int("maxsplit", -1);
        return Rows(arguments.Tensor(0), text => separator.IsEmpty ? Words(text, limit) : Fields(text, separator.Span, limit));
    }

    private static IReadOnlyList<object> Split(GraphNode node, HostArguments arguments)
    {
        var delimiters = arguments.Text(1);
        var skipsEmpty = node.Bool("skip_empty", true);
        return Rows(arguments.Tensor(0), text => Parts(text, delimiters.Span, skipsEmpty));
    }

    private static IReadOnlyList<object> Rows(Tensor texts, Func<ReadOnlyMemory<byte>, List<ReadOnlyMemory<byte>>> split)
    {
        List<ReadOnlyMemory<byte>> tokens = [];
        List<long> indices = [];
        var widest = 0L;
        for (var row = 0; row < texts.Strings.Count; row++)
        {
            var parts = split(texts.Strings[row]);
            for (var i = 0; i < parts.Count; i++)
            {
                indices.Add(row);
                indices.Add(i);
            }

            tokens.AddRange(parts);
            widest = Math.Max(widest, parts.Count);
        }

        return [Tensor.Create<long>([tokens.Count, 2], [.. indices]), Tensor.FromStrings([tokens.Count], tokens), Elements.Longs([texts.Strings.Count, widest])];
    }

    /// <summary>Splits at runs of blanks, which do not make empty tokens; after the last split allowed, the rest is one token.</summary>
    private static List<ReadOnlyMemory<byte>> Words(ReadOnlyMemory<byte> text, long limit)
    {
        List<ReadOnlyMemory<byte>> words = [];
        if (limit == 0)
        {
            return [text];
        }

        for (text = TrimStart(text); !text.IsEmpty; text = TrimStart(text))
        {
            if (limit > 0 && words.Count == limit)
            {
                words.Add(text);
                break;
            }

            var end = 0;
            while (end < text.Length && !ByteText.IsSpace(text.Span[end]))
            {
                end++;
            }

            words.Add(text[..end]);
            text = text[end..];
        }

        return words;
    }

    private static ReadOnlyMemory<byte> TrimStart(ReadOnlyMemory<byte> text)
    {
        var start = 0;
        while (start < text.Length && ByteText.IsSpace(text.Span[start]))
        {
            start++;
        }

        return text[start..];
    }

    private static List<ReadOnlyMemory<byte>> Fields(ReadOnlyMemory<byte> text, ReadOnlySpan<byte> separator, long limit)
    {
        List<ReadOnlyMemory<byte>> fields = [];
        var at = text.Span.IndexOf(separator);
        while (at >= 0 && (limit < 0 || fields.Count < limit))
        {
            fields.Add(text[..at]);
            text = text[(at + separator.Length)..];
            at = text.Span.IndexOf(separator);
        }

        fields.Add(text);
        return fields;
    }

    /// <summary>Splits at any of the delimiters, or without one between all bytes.</summary>
    private static List<ReadOnlyMemory<byte>> Parts(ReadOnlyMemory<byte> text, ReadOnlySpan<byte> delimiters, bool skipsEmpty)
    {
        List<ReadOnlyMemory<byte>> parts = [];
        var start = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            if (delimiters.IsEmpty ? i > 0 : i == text.Length || delimiters.Contains(text.Span[i]))
            {
                if (i > start || !skipsEmpty)
                {
                    parts.Add(text[start..i]);
                }

                start = delimiters.IsEmpty ? i : i + 1;
            }
        }

        return parts;
    }
}
