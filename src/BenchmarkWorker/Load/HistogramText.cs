using System.IO.Compression;
using HdrHistogram;
using HdrHistogram.Utilities;

namespace ModelServing.BenchmarkWorker.Load;

/// <summary>Histograms as results carry them: HdrHistogram's compressed V2 encoding, in base64, in units of 0.1 µs.</summary>
internal static class HistogramText
{
    public static string? Write(HistogramBase? histogram)
    {
        if (histogram is null || histogram.TotalCount == 0)
        {
            return null;
        }

        // A buffer made of an array is a copy of it, so what is written must be read from the buffer.
        var buffer = ByteBuffer.Allocate(histogram.GetNeededByteBufferCapacity());
        var bytes = new byte[histogram.EncodeIntoCompressedByteBuffer(buffer)];
        buffer.Position = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = buffer.Get();
        }

        return Convert.ToBase64String(bytes);
    }

    /// <summary>Reads what <see cref="Write"/> wrote; null where there is nothing to read.</summary>
    /// <remarks>The library's own reader takes what one read of its inflater gives, which is not all of a long histogram.</remarks>
    public static HistogramBase? Read(string? text)
    {
        if (text is null)
        {
            return null;
        }

        const int HeadLength = 10; // the format's cookie, a length, and zlib's own head
        using var plain = new MemoryStream();
        using (var inflater = new DeflateStream(new MemoryStream(Convert.FromBase64String(text)) { Position = HeadLength }, CompressionMode.Decompress))
        {
            inflater.CopyTo(plain);
        }

        return HistogramEncoding.DecodeFromByteBuffer(ByteBuffer.Allocate(plain.ToArray()), 0);
    }
}
