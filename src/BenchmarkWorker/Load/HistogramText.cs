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
    public static HistogramBase? Read(string? text) => text is null ? null : HistogramEncoding.DecodeFromCompressedByteBuffer(ByteBuffer.Allocate(Convert.FromBase64String(text)), 0);
}
