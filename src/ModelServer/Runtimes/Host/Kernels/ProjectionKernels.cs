using System.Runtime.InteropServices;
using System.Text;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Images seen through a projection: rotation, shift, zoom and shear, as Keras' augmentation layers make them.</summary>
internal static class ProjectionKernels
{
    private const int Coefficients = 8;

    public static IEnumerable<HostOp> All => new[] { "ImageProjectiveTransformV2", "ImageProjectiveTransformV3" }
        .Select(name => HostOp.One(name, OutputTypes.From("dtype"), Create) with { Handles = node => node.Type("dtype") == DataType.Float });

    private static Func<HostArguments, Tensor> Create(GraphNode node)
    {
        var sampler = new ImageSampler(Text(node, "fill_mode", "CONSTANT"), Text(node, "interpolation", "NEAREST") == "BILINEAR");
        return arguments =>
        {
            var images = arguments.Tensor(0);
            var transforms = arguments.Tensor(1);
            var size = arguments.Longs(2);
            var fill = arguments.Count > 3 ? arguments.Tensor(3).AsSpan<float>()[0] : 0;
            Check(images, transforms, size);
            return Transform(images, transforms, size, sampler with { Fill = fill });
        };
    }

    private static void Check(Tensor images, Tensor transforms, long[] size)
    {
        if (images.Rank != 4)
        {
            throw Shapes.Invalid("input images must have rank 4");
        }

        if (transforms.Rank != 2 || transforms.Shape[1] != Coefficients || (transforms.Shape[0] != 1 && transforms.Shape[0] != images.Shape[0]))
        {
            throw Shapes.Invalid("Input transform should be num_images x 8 or 1 x 8");
        }

        if (size is not [> 0, > 0])
        {
            throw Shapes.Invalid($"new_height and new_width must be greater than 0, got {Shapes.Text(size)}");
        }
    }

    private static Tensor Transform(Tensor images, Tensor transforms, long[] size, ImageSampler sampler)
    {
        var (count, channels) = (images.Shape[0], images.Shape[3]);
        long[] shape = [count, size[0], size[1], channels];
        var pixels = new float[Tensor.CountElements(shape)];
        var length = (int)(images.Shape[1] * images.Shape[2] * channels);
        for (var image = 0; image < count; image++)
        {
            var source = new ImagePlane(images.AsSpan<float>().Slice(image * length, length), (int)images.Shape[1], (int)images.Shape[2], (int)channels);
            var transform = transforms.AsSpan<float>().Slice(transforms.Shape[0] == 1 ? 0 : image * Coefficients, Coefficients);
            var target = pixels.AsSpan().Slice((int)(image * size[0] * size[1] * channels));
            for (var y = 0; y < size[0]; y++)
            {
                for (var x = 0; x < size[1]; x++)
                {
                    sampler.Sample(source, transform, x, y, target.Slice((int)(((y * size[1]) + x) * channels), (int)channels));
                }
            }
        }

        return Tensor.FromBytes(DataType.Float, shape, MemoryMarshal.AsBytes(pixels.AsSpan()).ToArray());
    }

    private static string Text(GraphNode node, string attribute, string otherwise) =>
        node.Attribute(attribute)?.S is { } text ? Encoding.UTF8.GetString(text.Span).ToUpperInvariant() : otherwise;
}
