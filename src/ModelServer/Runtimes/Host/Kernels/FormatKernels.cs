using System.Text;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Values within a text, shown as TensorFlow prints them: nested lists, of which the middle is left out where it is long.</summary>
internal static class FormatKernels
{
    public static IEnumerable<HostOp> All => [HostOp.One("StringFormat", OutputTypes.String, Create)];

    private static Func<HostArguments, Tensor> Create(GraphNode node)
    {
        var parts = node.Text("template", "%s").Split(node.Text("placeholder", "%s"));
        var summarize = node.Int("summarize", 3);
        var count = node.Attribute("T")?.List?.Type.Count ?? 0;
        if (parts.Length - 1 != count)
        {
            throw Shapes.Invalid($"num placeholders in template and num inputs must match: {parts.Length - 1} vs. {count}");
        }

        return arguments =>
        {
            List<byte> text = [.. Encoding.UTF8.GetBytes(parts[0])];
            for (var i = 0; i < count; i++)
            {
                text.AddRange([.. Encoding.UTF8.GetBytes(Show(arguments.Tensor(i), summarize)), .. Encoding.UTF8.GetBytes(parts[i + 1])]);
            }

            return Tensor.FromStrings([], [(ReadOnlyMemory<byte>)text.ToArray()]);
        };
    }

    private static string Show(Tensor value, long summarize)
    {
        var text = new StringBuilder();
        Append(text, value, summarize, 0, 0);
        return text.ToString();
    }

    private static void Append(StringBuilder text, Tensor value, long summarize, int axis, long offset)
    {
        if (axis == value.Rank)
        {
            text.Append(Element(value, (int)offset));
            return;
        }

        var (length, step) = (value.Shape[axis], Tensor.CountElements(value.Shape[(axis + 1)..]));
        var isWhole = summarize < 0 || length <= 2 * summarize;
        var between = axis == value.Rank - 1 ? " " : new string('\n', value.Rank - 1 - axis) + new string(' ', axis + 1);
        text.Append('[');
        for (var i = 0L; i < length; i++)
        {
            text.Append(i > 0 ? between : string.Empty);
            if (!isWhole && i == summarize)
            {
                text.Append("...").Append(between);
                i = length - summarize;
            }

            if (i < length)
            {
                Append(text, value, summarize, axis + 1, offset + (i * step));
            }
        }

        text.Append(']');
    }

    private static string Element(Tensor value, int index) => value.DataType switch
    {
        DataType.String => $"\"{ByteText.Decode(value.Strings[index].Span)}\"",
        DataType.Bool => value.AsSpan<bool>()[index] ? "1" : "0",
        DataType.Float => NumberFormat.General(value.AsSpan<float>()[index], 6),
        DataType.Double => NumberFormat.General(value.AsSpan<double>()[index], 6),
        DataType.UInt8 => $"{value.AsSpan<byte>()[index]}",
        DataType.Int32 or DataType.Int64 => Elements.Text(value, index),
        var other => throw Shapes.Invalid($"StringFormat of {other.Name()} is not supported"),
    };
}
