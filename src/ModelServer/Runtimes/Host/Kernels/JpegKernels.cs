using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Graphs;
using ModelServing.ModelServer.Runtimes.Host.Images;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Images written as JPEG: baseline, with the codes that the standard proposes.</summary>
internal static class JpegKernels
{
    public static IEnumerable<HostOp> All =>
    [
        HostOp.One("EncodeJpeg", OutputTypes.String, node =>
        {
            var quality = (int)node.Int("quality", 95);
            return quality is < 0 or > 100 ? throw Shapes.Invalid($"quality must be in [0,100], got {quality}") : Create(node, _ => quality);
        }),
        HostOp.One("EncodeJpegVariableQuality", OutputTypes.String, node => Create(node, arguments =>
            arguments.Long(1) is >= 0 and <= 100 and var quality ? (int)quality : throw Shapes.Invalid($"quality must be in [0,100], got {arguments.Long(1)}"))),
    ];

    private static Func<HostArguments, Tensor> Create(GraphNode node, Func<HostArguments, int> quality)
    {
        var format = node.Text("format", string.Empty);
        if (format is not ("" or "grayscale" or "rgb"))
        {
            throw Shapes.Invalid($"format must be '', grayscale or rgb, got {format}");
        }

        var halvesColours = node.Bool("chroma_downsampling", otherwise: true);
        var density = (node.Text("density_unit", "in") == "cm" ? 2 : 1, (int)node.Int("x_density", 300), (int)node.Int("y_density", 300));
        if (node.Bool("progressive") || node.Bool("optimize_size") || node.Text("xmp_metadata", string.Empty).Length > 0)
        {
            throw Shapes.Invalid("progressive, optimize_size and xmp_metadata are not supported");
        }

        return arguments =>
        {
            var image = arguments.Tensor(0);
            if (image.Rank != 3 || image.ElementCount == 0)
            {
                throw Shapes.Invalid($"image must be 3-dimensional{Shapes.Text(image.Shape)}");
            }

            var (height, width, channels) = ((int)image.Shape[0], (int)image.Shape[1], (int)image.Shape[2]);
            var isGrey = format.Length == 0 ? channels == 1 : format == "grayscale";
            if (channels != (isGrey ? 1 : 3) || Math.Max(height, width) > ushort.MaxValue)
            {
                throw Shapes.Invalid(format.Length == 0 ? $"image must have 1 or 3 channels, got {Shapes.Text(image.Shape)}" : $"format {format} expects {(isGrey ? 1 : 3)} channels, got {Shapes.Text(image.Shape)}");
            }

            ReadOnlyMemory<byte> file = JpegEncoder.Encode(image.AsSpan<byte>().ToArray(), width, height, isGrey, quality(arguments), halvesColours, density);
            return Elements.Strings([], [file]);
        };
    }
}
