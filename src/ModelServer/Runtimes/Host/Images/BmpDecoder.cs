using System.Buffers.Binary;
using ModelServing.ModelServer.Loading;

namespace ModelServing.ModelServer.Runtimes.Host.Images;

/// <summary>Reads uncompressed BMP files: rows from the bottom unless the height is negative, each filled up to four bytes.</summary>
internal static class BmpDecoder
{
    private const int LeastSize = 32;
    private const long MaxPixels = int.MaxValue / 8;

    /// <exception cref="ModelRunException">The data is no BMP that TensorFlow reads.</exception>
    public static Raster Decode(ReadOnlySpan<byte> data, int channels)
    {
        if (data.Length < LeastSize)
        {
            throw Shapes.Invalid($"Incomplete bmp content, requires at least {LeastSize} bytes to find the header size, width, height, and bpp, got {data.Length} bytes");
        }

        var (start, width, height) = (BinaryPrimitives.ReadInt32LittleEndian(data[10..]), BinaryPrimitives.ReadInt32LittleEndian(data[18..]), BinaryPrimitives.ReadInt32LittleEndian(data[22..]));
        var own = BinaryPrimitives.ReadInt16LittleEndian(data[28..]) / 8;
        Shapes.Check(own is 1 or 3 or 4, $"Number of channels inherent in the image must be 1, 3 or 4, was {own}");
        Shapes.Check(width > 0, "Width must be positive");
        Shapes.Check(height != 0, "Height must be nonzero");
        Shapes.Check(start >= 0, "header size must be nonnegative");
        Shapes.Check(width * Math.Abs((long)height) < MaxPixels, "Total possible pixel bytes must be less than 2^30");
        var (rows, stride) = (Math.Abs(height), ((own * width) + 3) / 4 * 4);
        var difference = data.Length - start - ((long)stride * rows);
        Shapes.Check(difference == 0, $"Input size should match (header_size + row_size * abs_height) but they differ by {difference}");

        var wanted = channels == 0 ? own : channels;
        var samples = new byte[rows * width * wanted];
        for (var y = 0; y < rows; y++)
        {
            var row = data[(start + ((height < 0 ? y : rows - 1 - y) * stride))..];
            for (var x = 0; x < width; x++)
            {
                Copy(row.Slice(x * own, own), samples.AsSpan(((y * width) + x) * wanted, wanted));
            }
        }

        return new Raster(width, rows, wanted, samples);
    }

    /// <summary>Blue comes first; what has no opacity is opaque.</summary>
    private static void Copy(ReadOnlySpan<byte> from, Span<byte> to)
    {
        for (var c = 0; c < to.Length; c++)
        {
            to[c] = c == 3 ? (from.Length == 4 ? from[3] : byte.MaxValue) : from.Length == 1 ? from[0] : from[2 - c];
        }
    }
}
