using System.Buffers.Binary;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>The 64-bit MurmurHash2 that TensorFlow's first hash buckets are made from.</summary>
internal static class MurmurHash
{
    private const ulong Seed = 0xDECAFCAFFE;
    private const ulong Multiplier = 0xc6a4a7935bd1e995;
    private const int Shift = 47;

    public static ulong Compute(ReadOnlySpan<byte> text)
    {
        var hash = Seed ^ ((ulong)text.Length * Multiplier);
        for (; text.Length >= 8; text = text[8..])
        {
            var word = BinaryPrimitives.ReadUInt64LittleEndian(text) * Multiplier;
            word ^= word >> Shift;
            hash = (hash ^ (word * Multiplier)) * Multiplier;
        }

        if (!text.IsEmpty)
        {
            Span<byte> last = stackalloc byte[8];
            last.Clear();
            text.CopyTo(last);
            hash = (hash ^ BinaryPrimitives.ReadUInt64LittleEndian(last)) * Multiplier;
        }

        hash = (hash ^ (hash >> Shift)) * Multiplier;
        return hash ^ (hash >> Shift);
    }
}
