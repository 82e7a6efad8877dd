using System.Buffers.Binary;

namespace ModelServing.Inference.Records;

/// <summary>Writes a file of records, as <see cref="RecordReader"/> reads them.</summary>
public sealed class RecordWriter(Stream stream)
{
    /// <summary>Appends a record.</summary>
    public void Write(ReadOnlySpan<byte> payload)
    {
        Span<byte> header = stackalloc byte[sizeof(ulong) + sizeof(uint)];
        BinaryPrimitives.WriteInt64LittleEndian(header, payload.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(header[sizeof(ulong)..], MaskedCrc32C.Compute(header[..sizeof(ulong)]));
        Span<byte> checksum = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(checksum, MaskedCrc32C.Compute(payload));
        stream.Write(header);
        stream.Write(payload);
        stream.Write(checksum);
    }
}
