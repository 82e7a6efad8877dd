using System.Buffers.Binary;
using System.IO.Compression;

namespace ModelServing.ModelServer.Runtimes.Host.Images;

/// <summary>Writes pixels as PNG: each row as the differences to its neighbours that come out smallest.</summary>
internal static class PngEncoder
{
    private const int Filters = 5;

    /// <param name="samples">Row by row, the samples of a pixel together; of 16 bits in the order of PNG, the higher byte first.</param>
    /// <param name="level">How hard to compress, from 0 to 9; -1 for what is usual.</param>
    public static byte[] Encode(ReadOnlySpan<byte> samples, int width, int height, int channels, int depth, int level)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = (byte)depth;
        header[9] = (byte)(channels switch { 1 => PngKind.Grey, 2 => PngKind.GreyAlpha, 3 => PngKind.Colour, _ => PngKind.ColourAlpha });
        return [.. PngFile.Signature, .. Chunk("IHDR"u8, header), .. Chunk("IDAT"u8, Compress(samples, height, channels * depth / 8, level)), .. Chunk("IEND"u8, [])];
    }

    private static byte[] Chunk(ReadOnlySpan<byte> type, ReadOnlySpan<byte> content)
    {
        byte[] chunk = [0, 0, 0, 0, .. type, .. content, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(chunk, content.Length);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(chunk.Length - 4), PngFile.Checksum(chunk.AsSpan(4, content.Length + 4)));
        return chunk;
    }

    private static byte[] Compress(ReadOnlySpan<byte> samples, int height, int reach, int level)
    {
        using var compressed = new MemoryStream();
        using (var stream = new ZLibStream(compressed, new ZLibCompressionOptions { CompressionLevel = level < 0 ? 6 : level }, leaveOpen: true))
        {
            var length = height == 0 ? 0 : samples.Length / height;
            var above = new byte[length];
            for (var y = 0; y < height; y++)
            {
                var row = samples.Slice(y * length, length);
                stream.Write(Filtered(row, above, reach));
                row.CopyTo(above);
            }
        }

        return compressed.ToArray();
    }

    private static byte[] Filtered(ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, int reach)
    {
        var (best, least) = (Array.Empty<byte>(), long.MaxValue);
        for (var filter = 0; filter < Filters; filter++)
        {
            var filtered = new byte[row.Length + 1];
            filtered[0] = (byte)filter;
            var size = 0L;
            for (var i = 0; i < row.Length; i++)
            {
                var (left, corner) = i < reach ? ((byte)0, (byte)0) : (row[i - reach], above[i - reach]);
                filtered[i + 1] = (byte)(row[i] - PngRows.Predict(filter, left, above[i], corner));
                size += Math.Abs((int)(sbyte)filtered[i + 1]);
            }

            (best, least) = size < least ? (filtered, size) : (best, least);
        }

        return best;
    }
}
