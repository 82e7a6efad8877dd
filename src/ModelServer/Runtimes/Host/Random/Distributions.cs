namespace ModelServing.ModelServer.Runtimes.Host.Random;

/// <summary>Draws a group of numbers from a generator that stands at the group's first block.</summary>
internal delegate void GroupDraw<T>(Philox generator, Span<T> group);

/// <summary>The distributions of TensorFlow's random operations, a group of numbers at a time.</summary>
internal static class Distributions
{
    private const int Cutoff = 2;

    public static void Uniform(Philox generator, Span<float> group)
    {
        Span<uint> words = stackalloc uint[Philox.WordsPerBlock];
        generator.Next(words);
        for (var i = 0; i < group.Length; i++)
        {
            group[i] = RandomValues.Float(words[i]);
        }
    }

    public static void Uniform(Philox generator, Span<double> group)
    {
        Span<uint> words = stackalloc uint[Philox.WordsPerBlock];
        generator.Next(words);
        for (var i = 0; i < group.Length; i++)
        {
            group[i] = RandomValues.Double(words[2 * i], words[(2 * i) + 1]);
        }
    }

    /// <summary>All bits.</summary>
    public static void Uniform(Philox generator, Span<uint> group)
    {
        Span<uint> words = stackalloc uint[Philox.WordsPerBlock];
        generator.Next(words);
        words[..group.Length].CopyTo(group);
    }

    /// <summary>All bits.</summary>
    public static void Uniform(Philox generator, Span<ulong> group)
    {
        Span<uint> words = stackalloc uint[Philox.WordsPerBlock];
        generator.Next(words);
        for (var i = 0; i < group.Length; i++)
        {
            group[i] = RandomValues.Word64(words[2 * i], words[(2 * i) + 1]);
        }
    }

    public static void Normal(Philox generator, Span<float> group)
    {
        Span<uint> words = stackalloc uint[Philox.WordsPerBlock];
        generator.Next(words);
        for (var i = 0; i < group.Length; i += 2)
        {
            Put(group, i, RandomValues.NormalFloats(words[i], words[i + 1]));
        }
    }

    public static void Normal(Philox generator, Span<double> group)
    {
        Span<uint> words = stackalloc uint[Philox.WordsPerBlock];
        generator.Next(words);
        Put(group, 0, RandomValues.NormalDoubles(words));
    }

    /// <summary>Normal numbers, drawn again where they are two deviations or more from the mean.</summary>
    public static void TruncatedNormal(Philox generator, Span<float> group)
    {
        Span<uint> words = stackalloc uint[Philox.WordsPerBlock];
        for (var (filled, next) = (0, Philox.WordsPerBlock); filled < group.Length; next += 2)
        {
            if (next == Philox.WordsPerBlock)
            {
                generator.Next(words);
                next = 0;
            }

            filled = Keep(group, filled, RandomValues.NormalFloats(words[next], words[next + 1]));
        }
    }

    /// <summary>Normal numbers, drawn again where they are two deviations or more from the mean.</summary>
    public static void TruncatedNormal(Philox generator, Span<double> group)
    {
        Span<uint> words = stackalloc uint[Philox.WordsPerBlock];
        for (var filled = 0; filled < group.Length;)
        {
            generator.Next(words);
            filled = Keep(group, filled, RandomValues.NormalDoubles(words));
        }
    }

    private static void Put<T>(Span<T> group, int at, (T First, T Second) pair)
    {
        group[at] = pair.First;
        if (at + 1 < group.Length)
        {
            group[at + 1] = pair.Second;
        }
    }

    private static int Keep<T>(Span<T> group, int filled, (T First, T Second) pair)
        where T : System.Numerics.INumber<T>
    {
        foreach (var value in (ReadOnlySpan<T>)[pair.First, pair.Second])
        {
            if (filled < group.Length && T.Abs(value) < T.CreateChecked(Cutoff))
            {
                group[filled++] = value;
            }
        }

        return filled;
    }
}
