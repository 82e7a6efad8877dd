namespace ModelServing.ModelServer.Runtimes.Host.Images;

/// <summary>The transform of Arai, Agui and Nakajima, with factors of eight bits: TensorFlow's INTEGER_FAST, and its default.</summary>
internal sealed class FastTransform : BlockTransform
{
    /// <summary>Bits behind the point of the values between the two passes.</summary>
    private const int ScaleBits = 2;

    private const int Sqrt2 = 362;
    private const int Twice8 = 473;
    private const int Difference = 277;
    private const int Sum = 669;

    private static readonly double[] Scales = [1, 1.387039845, 1.306562965, 1.175875602, 1, 0.785694958, 0.541196100, 0.275899379];

    public override int[] Factors(ReadOnlySpan<ushort> table)
    {
        var factors = new int[64];
        for (var i = 0; i < 64; i++)
        {
            var scale = (int)Math.Round(Scales[i / 8] * Scales[i % 8] * (1 << 14));
            factors[i] = ((table[i] * scale) + (1 << (13 - ScaleBits))) >> (14 - ScaleBits);
        }

        return factors;
    }

    public override void Write(ReadOnlySpan<short> block, ReadOnlySpan<int> factors, Span<byte> target, int stride)
    {
        Span<int> values = stackalloc int[64];
        for (var i = 0; i < 64; i++)
        {
            values[i] = block[i] * factors[i];
        }

        for (var column = 0; column < 8; column++)
        {
            Pass(values[column..], 8);
        }

        for (var row = 0; row < 8; row++)
        {
            var line = values.Slice(row * 8, 8);
            Pass(line, 1);
            for (var column = 0; column < 8; column++)
            {
                target[(row * stride) + column] = Sample(line[column] >> (ScaleBits + 3));
            }
        }
    }

    private static void Pass(Span<int> v, int step)
    {
        var (outer, inner) = (v[0] + v[4 * step], v[0] - v[4 * step]);
        var sum = v[2 * step] + v[6 * step];
        var difference = Times(v[2 * step] - v[6 * step], Sqrt2) - sum;
        var (even0, even3, even1, even2) = (outer + sum, outer - sum, inner + difference, inner - difference);

        var (plus53, minus53) = (v[5 * step] + v[3 * step], v[5 * step] - v[3 * step]);
        var (plus17, minus17) = (v[step] + v[7 * step], v[step] - v[7 * step]);
        var turn = Times(minus53 + minus17, Twice8);
        var odd0 = plus17 + plus53;
        var odd1 = Times(minus53, -Sum) + turn - odd0;
        var odd2 = Times(plus17 - plus53, Sqrt2) - odd1;
        var odd3 = Times(minus17, Difference) - turn + odd2;

        (v[0], v[7 * step]) = (even0 + odd0, even0 - odd0);
        (v[step], v[6 * step]) = (even1 + odd1, even1 - odd1);
        (v[2 * step], v[5 * step]) = (even2 + odd2, even2 - odd2);
        (v[4 * step], v[3 * step]) = (even3 + odd3, even3 - odd3);
    }

    private static int Times(int value, int factor) => (value * factor) >> 8;
}
