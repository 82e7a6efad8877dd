using System.Buffers.Binary;
using System.Numerics;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>FarmHash's 64-bit fingerprint, which TensorFlow's fast hash buckets are made from.</summary>
internal static class FarmHash
{
    private const ulong K0 = 0xc3a5c85c97cb3127;
    private const ulong K1 = 0xb492b66fbe98f273;
    private const ulong K2 = 0x9ae16a3b2f90404f;

    public static ulong Fingerprint64(ReadOnlySpan<byte> text) => text.Length switch
    {
        <= 16 => UpTo16(text),
        <= 32 => UpTo32(text),
        <= 64 => UpTo64(text),
        _ => Long(text),
    };

    /// <summary>Mixes two fingerprints, in this order.</summary>
    public static ulong Join(ulong first, ulong second)
    {
        const ulong Factor = 0xc6a4a7935bd1e995;
        var result = (first ^ Factor ^ (Shift(second * Factor) * Factor)) * Factor;
        return Shift(Shift(result) * Factor);
    }

    private static ulong Word(ReadOnlySpan<byte> text, int offset) => BinaryPrimitives.ReadUInt64LittleEndian(text[offset..]);

    private static ulong HalfWord(ReadOnlySpan<byte> text, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(text[offset..]);

    private static ulong Turn(ulong value, int bits) => BitOperations.RotateRight(value, bits);

    private static ulong Shift(ulong value) => value ^ (value >> 47);

    private static ulong Multiplier(ReadOnlySpan<byte> text) => K2 + ((ulong)text.Length * 2);

    private static ulong Mix(ulong u, ulong v, ulong multiplier)
    {
        var a = Shift((u ^ v) * multiplier);
        return Shift((v ^ a) * multiplier) * multiplier;
    }

    private static ulong UpTo16(ReadOnlySpan<byte> text)
    {
        var length = text.Length;
        var multiplier = Multiplier(text);
        if (length >= 8)
        {
            var a = Word(text, 0) + K2;
            var b = Word(text, length - 8);
            return Mix((Turn(b, 37) * multiplier) + a, (Turn(a, 25) + b) * multiplier, multiplier);
        }

        if (length >= 4)
        {
            return Mix((ulong)length + (HalfWord(text, 0) << 3), HalfWord(text, length - 4), multiplier);
        }

        if (length == 0)
        {
            return K2;
        }

        var y = text[0] + ((uint)text[length >> 1] << 8);
        var z = (uint)length + ((uint)text[length - 1] << 2);
        return Shift((y * K2) ^ (z * K0)) * K2;
    }

    private static ulong UpTo32(ReadOnlySpan<byte> text)
    {
        var multiplier = Multiplier(text);
        var (a, b) = (Word(text, 0) * K1, Word(text, 8));
        var (c, d) = (Word(text, text.Length - 8) * multiplier, Word(text, text.Length - 16) * K2);
        return Mix(Turn(a + b, 43) + Turn(c, 30) + d, a + Turn(b + K2, 18) + c, multiplier);
    }

    private static ulong UpTo64(ReadOnlySpan<byte> text)
    {
        var length = text.Length;
        var multiplier = Multiplier(text);
        var (a, b) = (Word(text, 0) * K2, Word(text, 8));
        var (c, d) = (Word(text, length - 8) * multiplier, Word(text, length - 16) * K2);
        var y = Turn(a + b, 43) + Turn(c, 30) + d;
        var z = Mix(y, a + Turn(b + K2, 18) + c, multiplier);
        var (e, f) = (Word(text, 16) * multiplier, Word(text, 24));
        var (g, h) = ((y + Word(text, length - 32)) * multiplier, (z + Word(text, length - 24)) * multiplier);
        return Mix(Turn(e + f, 43) + Turn(g, 30) + h, e + Turn(f + a, 18) + g, multiplier);
    }

    private static (ulong First, ulong Second) Weak(ReadOnlySpan<byte> text, int offset, ulong a, ulong b)
    {
        a += Word(text, offset);
        b = Turn(b + a + Word(text, offset + 24), 21);
        var c = a;
        a += Word(text, offset + 8) + Word(text, offset + 16);
        return (a + Word(text, offset + 24), b + Turn(a, 44) + c);
    }

    private static ulong Long(ReadOnlySpan<byte> text)
    {
        const ulong Seed = 81;
        var x = unchecked(Seed * K2) + Word(text, 0);
        var y = unchecked((Seed * K1) + 113);
        var z = Shift((y * K2) + 113) * K2;
        var (v, w) = ((First: 0UL, Second: 0UL), (First: 0UL, Second: 0UL));
        var end = (text.Length - 1) / 64 * 64;
        for (var at = 0; at < end; at += 64)
        {
            x = Turn(x + y + v.First + Word(text, at + 8), 37) * K1;
            y = Turn(y + v.Second + Word(text, at + 48), 42) * K1;
            x ^= w.Second;
            y += v.First + Word(text, at + 40);
            z = Turn(z + w.First, 33) * K1;
            v = Weak(text, at, v.Second * K1, x + w.First);
            w = Weak(text, at + 32, z + w.Second, y + Word(text, at + 16));
            (x, z) = (z, x);
        }

        return Tail(text, (x, y, z), v, w);
    }

    /// <summary>The last 64 bytes, which may overlap what was hashed.</summary>
    private static ulong Tail(ReadOnlySpan<byte> text, (ulong X, ulong Y, ulong Z) state, (ulong First, ulong Second) v, (ulong First, ulong Second) w)
    {
        var (x, y, z) = state;
        var multiplier = K1 + ((z & 0xff) << 1);
        var at = text.Length - 64;
        w.First += (ulong)(text.Length - 1) & 63;
        v.First += w.First;
        w.First += v.First;
        x = Turn(x + y + v.First + Word(text, at + 8), 37) * multiplier;
        y = Turn(y + v.Second + Word(text, at + 48), 42) * multiplier;
        x ^= w.Second * 9;
        y += (v.First * 9) + Word(text, at + 40);
        z = Turn(z + w.First, 33) * multiplier;
        v = Weak(text, at, v.Second * multiplier, x + w.First);
        w = Weak(text, at + 32, z + w.Second, y + Word(text, at + 16));
        (x, z) = (z, x);
        return Mix(Mix(v.First, w.First, multiplier) + (Shift(y) * K0) + z, Mix(v.Second, w.Second, multiplier) + x, multiplier);
    }
}
