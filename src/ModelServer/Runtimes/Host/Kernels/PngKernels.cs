using System.Buffers.Binary;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading.Graphs;
using ModelServing.ModelServer.Runtimes.Host.Images;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Images written as files.</summary>
internal static class PngKernels
{
    public static IEnumerable<HostOp> All => [HostOp.One("EncodePng", OutputTypes.String, Create)];

    private static Func<HostArguments, Tensor> Create(GraphNode node)
    {
        var level = (int)node.Int("compression", -1);
        if (level is < -1 or > 9)
        {
            throw Shapes.Invalid($"compression should be in [-1,9], got {level}");
        }

        return arguments => Encode(arguments.Tensor(0), level);
    }

    private static Tensor Encode(Tensor images, int level)
    {
        if (images.Rank < 3)
        {
            throw Shapes.Invalid($"images must be at least rank 3 {Shapes.Text(images.Shape)}");
        }

        var (height, width, channels) = ((int)images.Shape[^3], (int)images.Shape[^2], (int)images.Shape[^1]);
        if (channels is < 1 or > 4 || height == 0 || width == 0)
        {
            throw Shapes.Invalid(channels is < 1 or > 4 ? $"image must have 1, 2, 3, or 4 channels, got {channels}" : $"image must not be empty, got {Shapes.Text(images.Shape)}");
        }

        var isWide = images.DataType == DataType.UInt16;
        var size = height * width * channels;
        var samples = isWide ? Wide(images.AsSpan<ushort>()) : images.AsSpan<byte>().ToArray();
        size *= isWide ? sizeof(ushort) : 1;
        var files = new ReadOnlyMemory<byte>[samples.Length / size];
        for (var i = 0; i < files.Length; i++)
        {
            files[i] = PngEncoder.Encode(samples.AsSpan(i * size, size), width, height, channels, isWide ? 16 : 8, level);
        }

        return Elements.Strings(images.Shape[..^3], files);
    }

    private static byte[] Wide(ReadOnlySpan<ushort> samples)
    {
        var bytes = new byte[samples.Length * sizeof(ushort)];
        for (var i = 0; i < samples.Length; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(i * sizeof(ushort)), samples[i]);
        }

        return bytes;
    }
}
