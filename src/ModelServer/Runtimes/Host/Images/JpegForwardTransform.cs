namespace ModelServing.ModelServer.Runtimes.Host.Images;

/// <summary>Turns samples into frequencies with libjpeg's accurate integer transform, so that the same coefficients come out.</summary>
internal static class JpegForwardTransform
{
    private const int Size = 8;
    private const int Bits = 13;
    private const int FirstPassBits = 2;

    /// <summary>Transforms a block of samples around 0, in place. The result is eight times as large.</summary>
    public static void Transform(Span<int> block)
    {
        for (var row = 0; row < Size; row++)
        {
            Pass(block[(row * Size)..], 1, Bits - FirstPassBits, isFirst: true);
        }

        for (var column = 0; column < Size; column++)
        {
            Pass(block[column..], Size, Bits + FirstPassBits, isFirst: false);
        }
    }

    private static void Pass(Span<int> d, int step, int shift, bool isFirst)
    {
        Span<int> sums = stackalloc int[4];
        Span<int> differences = stackalloc int[4];
        for (var i = 0; i < 4; i++)
        {
            (sums[i], differences[i]) = (d[i * step] + d[(7 - i) * step], d[i * step] - d[(7 - i) * step]);
        }

        Even(d, step, shift, isFirst, sums);
        Odd(d, step, shift, differences);
    }

    private static void Even(Span<int> d, int step, int shift, bool isFirst, ReadOnlySpan<int> sums)
    {
        var (outer, outerDifference, inner, innerDifference) = (sums[0] + sums[3], sums[0] - sums[3], sums[1] + sums[2], sums[1] - sums[2]);
        d[0] = isFirst ? (outer + inner) << FirstPassBits : Descale(outer + inner, FirstPassBits);
        d[4 * step] = isFirst ? (outer - inner) << FirstPassBits : Descale(outer - inner, FirstPassBits);
        var turned = (innerDifference + outerDifference) * 4433;
        d[2 * step] = Descale(turned + (outerDifference * 6270), shift);
        d[6 * step] = Descale(turned - (innerDifference * 15137), shift);
    }

    private static void Odd(Span<int> d, int step, int shift, ReadOnlySpan<int> differences)
    {
        var (t7, t6, t5, t4) = (differences[0], differences[1], differences[2], differences[3]);
        var z5 = (t4 + t6 + t5 + t7) * 9633;
        var (z1, z2) = ((t4 + t7) * -7373, (t5 + t6) * -20995);
        var (z3, z4) = (((t4 + t6) * -16069) + z5, ((t5 + t7) * -3196) + z5);
        d[7 * step] = Descale((t4 * 2446) + z1 + z3, shift);
        d[5 * step] = Descale((t5 * 16819) + z2 + z4, shift);
        d[3 * step] = Descale((t6 * 25172) + z2 + z3, shift);
        d[step] = Descale((t7 * 12299) + z1 + z4, shift);
    }

    private static int Descale(int value, int bits) => (value + (1 << (bits - 1))) >> bits;
}
