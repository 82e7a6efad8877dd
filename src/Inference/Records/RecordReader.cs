using System.Buffers.Binary;
using ModelServing.Inference.Errors;

namespace ModelServing.Inference.Records;

/// <summary>Reads a file of records.</summary>
/// <remarks><c>record = length crc(length) payload crc(payload)</c>: the length has 8 bytes, a masked CRC-32C 4, all little-endian.</remarks>
public sealed class RecordReader(Stream stream)
{
    private const int HeaderSize = sizeof(ulong) + sizeof(uint);

    /// <summary>Reads the next record: null, and no error, at the end of the file.</summary>
    public ServingError? Read(out byte[]? record)
    {
        record = null;
        var offset = stream.Position;
        Span<byte> header = stackalloc byte[HeaderSize];
        var read = stream.ReadAtLeast(header, HeaderSize, throwOnEndOfStream: false);
        if (read == 0)
        {
            return null;
        }

        if (read < HeaderSize)
        {
            return Truncated(offset);
        }

        if (!IsIntact(header[..sizeof(ulong)], header[sizeof(ulong)..]))
        {
            return Corrupted(offset);
        }

        var length = BinaryPrimitives.ReadUInt64LittleEndian(header);
        var left = Math.Min(int.MaxValue, stream.Length - stream.Position) - sizeof(uint);
        if (left < 0 || length > (ulong)left)
        {
            return Truncated(offset);
        }

        var payload = new byte[length];
        Span<byte> checksum = stackalloc byte[sizeof(uint)];
        stream.ReadExactly(payload);
        stream.ReadExactly(checksum);
        record = IsIntact(payload, checksum) ? payload : null;
        return record is null ? Corrupted(offset) : null;
    }

    private static bool IsIntact(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> checksum) =>
        MaskedCrc32C.Compute(bytes) == BinaryPrimitives.ReadUInt32LittleEndian(checksum);

    private static ServingError Truncated(long offset) => new(ErrorCode.DataLoss, $"truncated record at {offset}");

    private static ServingError Corrupted(long offset) => new(ErrorCode.DataLoss, $"corrupted record at {offset}");
}
