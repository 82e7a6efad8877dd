using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Decoding of image files. As in TensorFlow, the bytes tell the format, and the operation only what it takes.</summary>
internal static class ImageKernels
{
    private static readonly string[] Names = ["DecodeJpeg", "DecodeAndCropJpeg", "DecodePng", "DecodeGif", "DecodeBmp", "DecodeImage"];

    public static IEnumerable<HostOp> All => Names.Select(name => HostOp.One(name, OutputTypes.From("dtype", DataType.UInt8), Create));

    private static Func<HostArguments, Tensor> Create(GraphNode node)
    {
        var decoder = new ImageOpDecoder(node);
        return arguments => decoder.Decode(arguments.Tensor(0), arguments.Count > 1 ? arguments.Longs(1) : []);
    }
}
