using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Graphs;
using ModelServing.ModelServer.Loading.Onnx;

namespace ModelServing.ModelServer.Loading.Ops;

/// <summary>
/// Spectra of real signals, as audio models take them. ONNX has no complex numbers: the real and the imaginary part lie along one more axis, the last,
/// which only the operations here know of.
/// </summary>
internal static class SpectrumOps
{
    private static readonly KeyValuePair<string, OpConverter>[] Readers =
    [
        new("ComplexAbs", op => [Absolute(op)]),
        new("Real", op => [Part(op, 0).Name]),
        new("Imag", op => [Part(op, 1).Name]),
    ];

    public static IEnumerable<KeyValuePair<string, OpConverter>> All => [new("RFFT", op => [Transform(op)]), .. Readers];

    /// <summary>Says whether a node computes with complex numbers in a way that is not converted.</summary>
    public static bool Rejects(GraphNode node) =>
        node.Type("T") is DataType.Complex64 or DataType.Complex128 && node.Op != "Identity" && !Array.Exists(Readers, reader => reader.Key == node.Op);

    /// <summary>The length to which a signal is cut or filled up is one for all. A signal alone becomes a batch of one, which the runtime wants.</summary>
    private static string Transform(OpContext op)
    {
        var length = op.Emit("Squeeze", [op.LongVector(1)]);
        var signal = op.Term(0, op.Node.Type("Treal", DataType.Float)).Unsqueeze(0, -1);
        var spectrum = op.Emit("DFT", [signal.Name, length, op.Constant(Tensor.Scalar(-2L))], OnnxAttribute.Int("onesided", 1));
        return op.Emit("Squeeze", [spectrum, op.Vector(0)]);
    }

    private static string Absolute(OpContext op)
    {
        var (real, imaginary) = (Part(op, 0), Part(op, 1));
        return ((real * real) + (imaginary * imaginary)).Unary("Sqrt").Name;
    }

    private static Term Part(OpContext op, long index) => op.Term(0, op.Node.Type("T", DataType.Complex64) == DataType.Complex64 ? DataType.Float : DataType.Double).At(index, -1);
}
