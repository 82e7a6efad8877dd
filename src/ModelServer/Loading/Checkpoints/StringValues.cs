using System.Buffers.Binary;
using ModelServing.Inference.Records;

namespace ModelServing.ModelServer.Loading.Checkpoints;

/// <summary>Reads the strings of a variable.</summary>
/// <remarks>
/// All lengths as varints, a checksum, then all bytes. Checksums cover the lengths as 32-bit integers, or 64-bit ones for strings that need it;
/// the variable's own goes on over the first checksum and the bytes.
/// </remarks>
internal static class StringValues
{
    public static bool TryRead(ReadOnlySpan<byte> bytes, long count, uint checksum, out List<ReadOnlyMemory<byte>> strings)
    {
        strings = [];
        var reader = new ByteReader(bytes);
        List<int> lengths = [];
        List<byte> covered = [];
        Span<byte> word = stackalloc byte[sizeof(uint)];
        for (var i = 0L; i < count; i++)
        {
            if (!reader.TryReadLength(out var length))
            {
                return false;
            }

            lengths.Add(length);
            BinaryPrimitives.WriteInt32LittleEndian(word, length);
            covered.AddRange(word);
        }

        if (!reader.TryReadBytes(sizeof(uint), out var stored) || MaskedCrc32C.Compute([.. covered]) != BinaryPrimitives.ReadUInt32LittleEndian(stored))
        {
            return false;
        }

        covered.AddRange(stored);
        foreach (var length in lengths)
        {
            if (!reader.TryReadBytes(length, out var text))
            {
                return false;
            }

            covered.AddRange(text);
            strings.Add(text.ToArray());
        }

        return MaskedCrc32C.Compute([.. covered]) == checksum;
    }
}
