using System.Buffers.Binary;
using System.Numerics;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>SipHash-2-4, the keyed hash of strong buckets.</summary>
internal struct SipHash
{
    private ulong _v0;
    private ulong _v1;
    private ulong _v2;
    private ulong _v3;

    private SipHash(ulong key0, ulong key1)
    {
        _v0 = key0 ^ 0x736f6d6570736575;
        _v1 = key1 ^ 0x646f72616e646f6d;
        _v2 = key0 ^ 0x6c7967656e657261;
        _v3 = key1 ^ 0x7465646279746573;
    }

    public static ulong Compute(ulong key0, ulong key1, ReadOnlySpan<byte> text)
    {
        var state = new SipHash(key0, key1);
        var length = text.Length;
        for (; text.Length >= 8; text = text[8..])
        {
            state.Add(BinaryPrimitives.ReadUInt64LittleEndian(text));
        }

        Span<byte> last = stackalloc byte[8];
        last.Clear();
        text.CopyTo(last);
        last[7] = (byte)length;
        state.Add(BinaryPrimitives.ReadUInt64LittleEndian(last));
        state._v2 ^= 0xff;
        state.Round();
        state.Round();
        state.Round();
        state.Round();
        return state._v0 ^ state._v1 ^ state._v2 ^ state._v3;
    }

    private void Add(ulong word)
    {
        _v3 ^= word;
        Round();
        Round();
        _v0 ^= word;
    }

    private void Round()
    {
        _v0 += _v1;
        _v2 += _v3;
        _v1 = BitOperations.RotateLeft(_v1, 13) ^ _v0;
        _v3 = BitOperations.RotateLeft(_v3, 16) ^ _v2;
        _v0 = BitOperations.RotateLeft(_v0, 32) + _v3;
        _v2 += _v1;
        _v1 = BitOperations.RotateLeft(_v1, 17) ^ _v2;
        _v3 = BitOperations.RotateLeft(_v3, 21) ^ _v0;
        _v2 = BitOperations.RotateLeft(_v2, 32);
    }
}
