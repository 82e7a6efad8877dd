namespace ModelServing.ModelServer.Runtimes.Host.Images;

/// <summary>The transform of Loeffler, Ligtenberg and Moschytz, with factors of thirteen bits: TensorFlow's INTEGER_ACCURATE.</summary>
internal sealed class AccurateTransform : BlockTransform
{
    private const int FactorBits = 13;

    /// <summary>Bits behind the point of the values between the two passes.</summary>
    private const int ScaleBits = 2;

    public override int[] Factors(ReadOnlySpan<ushort> table) => Array.ConvertAll(table.ToArray(), value => (int)value);

    public override void Write(ReadOnlySpan<short> block, ReadOnlySpan<int> factors, Span<byte> target, int stride)
    {
        Span<int> values = stackalloc int[64];
        for (var i = 0; i < 64; i++)
        {
            values[i] = block[i] * factors[i];
        }

        for (var column = 0; column < 8; column++)
        {
            Pass(values[column..], 8, FactorBits - ScaleBits);
        }

        for (var row = 0; row < 8; row++)
        {
            var line = values.Slice(row * 8, 8);
            Pass(line, 1, FactorBits + ScaleBits + 3);
            for (var column = 0; column < 8; column++)
            {
                target[(row * stride) + column] = Sample(line[column]);
            }
        }
    }

    private static void Pass(Span<int> v, int step, int shift)
    {
        var (sum, difference) = ((v[0] + v[4 * step]) << FactorBits, (v[0] - v[4 * step]) << FactorBits);
        var turn = (v[2 * step] + v[6 * step]) * Fixed(0.541196100);
        var (high, low) = (turn + (v[2 * step] * Fixed(0.765366865)), turn - (v[6 * step] * Fixed(1.847759065)));

        var (v1, v3, v5, v7) = (v[step], v[3 * step], v[5 * step], v[7 * step]);
        var all = (v7 + v3 + v5 + v1) * Fixed(1.175875602);
        var sum17 = (v7 + v1) * -Fixed(0.899976223);
        var sum35 = (v5 + v3) * -Fixed(2.562915447);
        var sum37 = ((v7 + v3) * -Fixed(1.961570560)) + all;
        var sum15 = ((v5 + v1) * -Fixed(0.390180644)) + all;
        var odd3 = (v7 * Fixed(0.298631336)) + sum17 + sum37;
        var odd2 = (v5 * Fixed(2.053119869)) + sum35 + sum15;
        var odd1 = (v3 * Fixed(3.072711026)) + sum35 + sum37;
        var odd0 = (v1 * Fixed(1.501321110)) + sum17 + sum15;

        (v[0], v[7 * step]) = Both(sum + high, odd0, shift);
        (v[step], v[6 * step]) = Both(difference + low, odd1, shift);
        (v[2 * step], v[5 * step]) = Both(difference - low, odd2, shift);
        (v[3 * step], v[4 * step]) = Both(sum - high, odd3, shift);
    }

    private static (int Plus, int Minus) Both(int even, int odd, int shift)
    {
        var half = 1 << (shift - 1);
        return ((even + odd + half) >> shift, (even - odd + half) >> shift);
    }

    private static int Fixed(double factor) => (int)((factor * (1 << FactorBits)) + 0.5);
}
