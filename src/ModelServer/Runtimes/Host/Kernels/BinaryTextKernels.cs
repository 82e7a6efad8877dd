using System.Buffers.Text;
using System.Text;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Bytes as web-safe base64, and bytes as numbers.</summary>
internal static class BinaryTextKernels
{
    public static IEnumerable<HostOp> All =>
    [
        HostOp.One("EncodeBase64", OutputTypes.String, node =>
        {
            var pads = node.Bool("pad");
            return arguments => Elements.Map(arguments.Tensor(0), text => Encode(text.Span, pads));
        }),
        HostOp.One("DecodeBase64", OutputTypes.String, arguments => Elements.Map(arguments.Tensor(0), Decode)),
        HostOp.One("DecodeRaw", OutputTypes.From("out_type"), node => arguments => Raw(node, arguments.Tensor(0))),
    ];

    private static ReadOnlyMemory<byte> Encode(ReadOnlySpan<byte> bytes, bool pads)
    {
        var text = Base64Url.EncodeToString(bytes);
        return Encoding.ASCII.GetBytes(pads ? text.PadRight((text.Length + 3) / 4 * 4, '=') : text);
    }

    private static ReadOnlyMemory<byte> Decode(ReadOnlyMemory<byte> text)
    {
        try
        {
            return Base64Url.DecodeFromUtf8(text.Span);
        }
        catch (FormatException)
        {
            throw Shapes.Invalid("Invalid character found in base64.");
        }
    }

    /// <summary>All strings must have one length, which becomes the last axis.</summary>
    private static Tensor Raw(GraphNode node, Tensor texts)
    {
        var type = node.Type("out_type");
        var size = Math.Max(1, type.Size());
        var length = texts.Strings.Count == 0 ? 0 : texts.Strings[0].Length;
        List<byte> bytes = [];
        foreach (var text in texts.Strings)
        {
            bytes.AddRange(text.Length == length ? text.Span : throw Shapes.Invalid($"DecodeRaw requires input strings to all be the same size, but element 0 has size {length} and another has size {text.Length}"));
        }

        if (length % size != 0)
        {
            throw Shapes.Invalid($"Input to DecodeRaw has length {length} that is not a multiple of {size}, the size of {type.Name()}");
        }

        var data = bytes.ToArray();
        if (!node.Bool("little_endian", true))
        {
            for (var i = 0; i < data.Length; i += size)
            {
                data.AsSpan(i, size).Reverse();
            }
        }

        return Tensor.FromBytes(type, [.. texts.Shape, length / size], data);
    }
}
