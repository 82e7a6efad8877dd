namespace ModelServing.ModelServer.Runtimes.Host.Random;

/// <summary>Distributions that draw until a sample is accepted, by the methods that TensorFlow uses.</summary>
internal static class Samplers
{
    /// <summary>Rates from which rejection is faster than counting.</summary>
    private const double LargeRate = 10;

    /// <summary>Factorials above this are approximated.</summary>
    private const int LargeFactorial = 16;

    /// <summary>Source: Marsaglia and Tsang, "A simple method for generating gamma variables", ACM TOMS 26 (2000).</summary>
    public static double Gamma(double alpha, SampleStream stream)
    {
        if (alpha == 1)
        {
            return -double.LogP1(-stream.Uniform());
        }

        // Below one, a sample of one more is scaled down.
        var d = alpha + (alpha < 1 ? 2.0 / 3 : -1.0 / 3);
        var c = 1.0 / 3 / Math.Sqrt(d);
        while (true)
        {
            var x = stream.Normal();
            var v = 1 + (c * x);
            if (v <= 0)
            {
                continue;
            }

            v = v * v * v;
            var u = stream.Uniform();
            if (!(u >= 1 - (0.0331 * (x * x) * (x * x))) || Math.Log(u) < (0.5 * x * x) + (d * (1 - v + Math.Log(v))))
            {
                return alpha < 1 ? d * v * Math.Pow(stream.Uniform(), 1 / alpha) : d * v;
            }
        }
    }

    public static double Poisson(double rate, SampleStream stream) =>
        !double.IsFinite(rate) || rate < 0 ? double.NaN : rate < LargeRate ? Count(rate, stream) : Reject(rate, stream);

    /// <summary>Counts arrivals, as Knuth does.</summary>
    private static double Count(double rate, SampleStream stream)
    {
        var (least, product) = (Math.Exp(-rate), stream.Uniform());
        for (var arrivals = 0; ; arrivals++)
        {
            if (product <= least)
            {
                return arrivals;
            }

            product *= stream.Uniform();
        }
    }

    /// <summary>Source: Hörmann, "The transformed rejection method for generating Poisson random variables", Insurance: Mathematics and Economics 12 (1993).</summary>
    private static double Reject(double rate, SampleStream stream)
    {
        var b = 0.931 + (2.53 * Math.Sqrt(rate));
        var a = -0.059 + (0.02483 * b);
        var inverseAlpha = 1.1239 + (1.1328 / (b - 3.4));
        while (true)
        {
            var u = stream.Uniform() - 0.5;
            var v = stream.Uniform();
            var edge = 0.5 - Math.Abs(u);
            var k = Math.Floor((((2 * a / edge) + b) * u) + rate + 0.43);
            if (edge >= 0.07 && v <= 0.9277 - (3.6224 / (b - 2)))
            {
                return k;
            }

            if (k < 0 || (edge < 0.013 && v > edge))
            {
                continue;
            }

            if (Math.Log(v * inverseAlpha / ((a / (edge * edge)) + b)) <= -rate + (k * Math.Log(rate)) - LogFactorial(k))
            {
                return k;
            }
        }
    }

    private static double LogFactorial(double k)
    {
        if (k < LargeFactorial)
        {
            return Enumerable.Range(1, (int)k).Sum(factor => Math.Log(factor));
        }

        var x = k + 1;
        return ((x - 0.5) * Math.Log(x)) - x + (0.5 * Math.Log(2 * Math.PI)) + (1 / (12 * x)) - (1 / (360 * x * x * x)) + (1 / (1260 * x * x * x * x * x));
    }
}
