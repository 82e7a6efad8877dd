using System.Text;
using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Upper and lower case, of ASCII letters unless the node names UTF-8.</summary>
internal static class CaseKernels
{
    private static readonly UTF8Encoding Replacing = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: false);

    public static IEnumerable<HostOp> All =>
    [
        HostOp.One("StringLower", OutputTypes.String, node => Create(node, LowerAscii, text => text.ToLowerInvariant())),
        HostOp.One("StringUpper", OutputTypes.String, node => Create(node, UpperAscii, text => text.ToUpperInvariant())),
    ];

    private static Func<HostArguments, Inference.Tensors.Tensor> Create(GraphNode node, Func<byte, byte> ascii, Func<string, string> unicode)
    {
        if (node.Text("encoding", string.Empty).Equals("utf-8", StringComparison.OrdinalIgnoreCase))
        {
            return arguments => Elements.Map(arguments.Tensor(0), text => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(unicode(Replacing.GetString(text.Span))));
        }

        return arguments => Elements.Map(arguments.Tensor(0), text => (ReadOnlyMemory<byte>)Array.ConvertAll(text.ToArray(), value => ascii(value)));
    }

    private static byte LowerAscii(byte value) => value is >= (byte)'A' and <= (byte)'Z' ? (byte)(value + 32) : value;

    private static byte UpperAscii(byte value) => value is >= (byte)'a' and <= (byte)'z' ? (byte)(value - 32) : value;
}
