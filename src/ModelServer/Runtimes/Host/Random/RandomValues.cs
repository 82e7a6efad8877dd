namespace ModelServing.ModelServer.Runtimes.Host.Random;

/// <summary>Numbers out of random words, bit for bit as TensorFlow makes them.</summary>
internal static class RandomValues
{
    private const double SmallestUniform = 1e-7;

    /// <summary>A number in [0, 1) of 23 random bits.</summary>
    public static float Float(uint word) => BitConverter.UInt32BitsToSingle((127u << 23) | (word & 0x7FFFFF)) - 1;

    /// <summary>A number in [0, 1) of 52 random bits, the upper 20 of them from the first word.</summary>
    public static double Double(uint high, uint low) => BitConverter.UInt64BitsToDouble((1023ul << 52) | ((ulong)(high & 0xFFFFF) << 32) | low) - 1;

    public static ulong Word64(uint low, uint high) => low | ((ulong)high << 32);

    /// <summary>Two normal numbers, by Box and Muller.</summary>
    public static (float First, float Second) NormalFloats(uint first, uint second)
    {
        var angle = 2 * MathF.PI * Float(second);
        var radius = MathF.Sqrt(-2 * MathF.Log(MathF.Max(Float(first), (float)SmallestUniform)));
        return (MathF.Sin(angle) * radius, MathF.Cos(angle) * radius);
    }

    /// <summary>Two normal numbers, by Box and Muller.</summary>
    public static (double First, double Second) NormalDoubles(ReadOnlySpan<uint> words)
    {
        var angle = 2 * Math.PI * Double(words[2], words[3]);
        var radius = Math.Sqrt(-2 * Math.Log(Math.Max(Double(words[0], words[1]), SmallestUniform)));
        return (Math.Sin(angle) * radius, Math.Cos(angle) * radius);
    }
}
