using System.Text;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Lengths and parts of strings.</summary>
internal static class TextKernels
{
    public static IEnumerable<HostOp> All =>
    [
        HostOp.One("StringStrip", OutputTypes.String, arguments => Elements.Map(arguments.Tensor(0), Strip)),
        HostOp.One("StringLength", OutputTypes.Fixed(DataType.Int32), node =>
        {
            var isText = CountsCharacters(node);
            return arguments => Elements.Map(arguments.Tensor(0), text => isText ? ByteText.CountCharacters(text.Span) : text.Length);
        }),
        HostOp.One("Substr", OutputTypes.String, node =>
        {
            var isText = CountsCharacters(node);
            return arguments => Substrings(arguments, isText);
        }),
    ];

    private static bool CountsCharacters(GraphNode node) => node.Text("unit", "BYTE") == "UTF8_CHAR";

    private static ReadOnlyMemory<byte> Strip(ReadOnlyMemory<byte> text)
    {
        var (start, end) = (0, text.Length);
        while (start < end && ByteText.IsSpace(text.Span[start]))
        {
            start++;
        }

        while (end > start && ByteText.IsSpace(text.Span[end - 1]))
        {
            end--;
        }

        return text[start..end];
    }

    private static Tensor Substrings(HostArguments arguments, bool isText)
    {
        var (texts, positions, lengths) = (arguments.Tensor(0), arguments.Tensor(1), arguments.Tensor(2));
        var shape = Shapes.Broadcast(texts.Shape, positions.Shape);
        var strings = Moves.Broadcast(texts, shape).Strings;
        var starts = Integers.Read(Moves.Broadcast(positions, shape));
        var counts = Integers.Read(Moves.Broadcast(lengths, shape));
        var results = new ReadOnlyMemory<byte>[strings.Count];
        for (var i = 0; i < results.Length; i++)
        {
            results[i] = Substring(strings[i], starts[i], counts[i], isText)
                ?? throw Shapes.Invalid($"pos {starts[i]} out of range for string b'{Encoding.UTF8.GetString(strings[i].Span)}' at index {i}");
        }

        return Tensor.FromStrings(shape, results);
    }

    /// <summary>A negative position counts from the end; a length beyond it is cut.</summary>
    private static ReadOnlyMemory<byte>? Substring(ReadOnlyMemory<byte> text, long position, long count, bool isText)
    {
        var length = isText ? ByteText.CountCharacters(text.Span) : text.Length;
        var start = position < 0 ? position + length : position;
        if (start < 0 || start > length)
        {
            return null;
        }

        var end = start + Math.Clamp(count, 0, length - start);
        return isText ? text[Offset(text.Span, start)..Offset(text.Span, end)] : text[(int)start..(int)end];
    }

    private static int Offset(ReadOnlySpan<byte> text, long character)
    {
        var offset = 0;
        for (; offset < text.Length; offset++)
        {
            if (!ByteText.IsContinuation(text[offset]) && character-- == 0)
            {
                break;
            }
        }

        return offset;
    }
}
