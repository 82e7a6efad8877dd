namespace ModelServing.ModelServer.Runtimes.Host.Images;

/// <summary>Transforms that make 4 by 4, 2 by 2 or one sample of a block, out of its lowest frequencies, with factors of thirteen bits.</summary>
/// <remarks>Source: the derivation in libjpeg's <c>jidctred.c</c>, after the averages of neighbours in the transform of Loeffler, Ligtenberg and Moschytz.</remarks>
internal sealed class ReducedTransform(int size) : BlockTransform
{
    private const int FactorBits = 13;

    /// <summary>Bits behind the point of the values between the two passes.</summary>
    private const int ScaleBits = 2;

    public override int Size => size;

    public override int[] Factors(ReadOnlySpan<ushort> table) => Array.ConvertAll(table.ToArray(), value => (int)value);

    public override void Write(ReadOnlySpan<short> block, ReadOnlySpan<int> factors, Span<byte> target, int stride)
    {
        if (size == 1)
        {
            target[0] = Sample(Round(block[0] * factors[0], 3));
            return;
        }

        Span<int> values = stackalloc int[64];
        for (var i = 0; i < 64; i++)
        {
            values[i] = block[i] * factors[i];
        }

        for (var column = 0; column < 8; column++)
        {
            Pass(values[column..], 8, FactorBits - ScaleBits);
        }

        for (var row = 0; row < size; row++)
        {
            var line = values.Slice(row * 8, 8);
            Pass(line, 1, FactorBits + ScaleBits + 3);
            for (var column = 0; column < size; column++)
            {
                target[(row * stride) + column] = Sample(line[column]);
            }
        }
    }

    private void Pass(Span<int> v, int step, int shift)
    {
        if (size == 4)
        {
            Four(v, step, shift + 1);
        }
        else
        {
            Two(v, step, shift + 2);
        }
    }

    private static void Four(Span<int> v, int step, int shift)
    {
        var mean = v[0] << (FactorBits + 1);
        var turn = (v[2 * step] * Fixed(1.847759065)) - (v[6 * step] * Fixed(0.765366865));
        var (v1, v3, v5, v7) = (v[step], v[3 * step], v[5 * step], v[7 * step]);
        var inner = (v7 * -Fixed(0.211164243)) + (v5 * Fixed(1.451774981)) - (v3 * Fixed(2.172734803)) + (v1 * Fixed(1.061594337));
        var outer = (v7 * -Fixed(0.509795579)) - (v5 * Fixed(0.601344887)) + (v3 * Fixed(0.899976223)) + (v1 * Fixed(2.562915447));
        (v[0], v[3 * step]) = (Round(mean + turn + outer, shift), Round(mean + turn - outer, shift));
        (v[step], v[2 * step]) = (Round(mean - turn + inner, shift), Round(mean - turn - inner, shift));
    }

    private static void Two(Span<int> v, int step, int shift)
    {
        var mean = v[0] << (FactorBits + 2);
        var odd = (v[7 * step] * -Fixed(0.720959822)) + (v[5 * step] * Fixed(0.850430095)) - (v[3 * step] * Fixed(1.272758580)) + (v[step] * Fixed(3.624509785));
        (v[0], v[step]) = (Round(mean + odd, shift), Round(mean - odd, shift));
    }

    private static int Round(int value, int bits) => (value + (1 << (bits - 1))) >> bits;

    private static int Fixed(double factor) => (int)((factor * (1 << FactorBits)) + 0.5);
}
