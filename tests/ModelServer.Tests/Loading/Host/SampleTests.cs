using ModelServing.Inference.Tensors;
using ModelServing.Testing.SavedModels;
using Xunit;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading.Host;

/// <summary>Distributions with parameters. Means and variances are those of the textbooks.</summary>
public sealed class SampleTests
{
    private const int Count = 8000;

    private static readonly Tensor Seed = Tensor.Create([2], 12L, 34L);

    [Theory]
    [InlineData("RandomGamma")]
    [InlineData("StatelessRandomGammaV2")]
    public void Gamma_OfSeveralShapes_ScattersAsItShould(string op)
    {
        float[] alphas = [0.4f, 1, 3, 40];
        var parameters = Tensor.Create<float>([alphas.Length], alphas);

        var drawn = op == "RandomGamma"
            ? HostRun.Single(op, [Tensor.Create([1], Count), parameters], DataType.DtFloat, ("T", Attributes.Of(DataType.DtFloat)), ("seed", Attributes.Of(1L)))
            : HostRun.Single(op, [Tensor.Create([2], Count, alphas.Length), Seed, parameters], DataType.DtFloat, ("dtype", Attributes.Of(DataType.DtFloat)));

        Assert.Equal([Count, alphas.Length], drawn.Shape.ToArray());
        for (var i = 0; i < alphas.Length; i++)
        {
            // A sum of squares of the scatter of a gamma: its fourth moment is 3 a^2 + 6 a.
            var samples = drawn.AsSpan<float>().ToArray().Where((_, at) => at % alphas.Length == i).Select(value => (double)value).ToArray();
            Check(samples, alphas[i], alphas[i], (2 * alphas[i] * alphas[i]) + (6 * alphas[i]));
            Assert.All(samples, sample => Assert.True(sample >= 0));
        }
    }

    /// <summary>Below 10 arrivals are counted, above it samples are rejected; what a rate may not be gives no number.</summary>
    [Theory]
    [InlineData("RandomPoissonV2")]
    [InlineData("StatelessRandomPoisson")]
    public void Poisson_OfSeveralRates_ScattersAsItShould(string op)
    {
        double[] rates = [0, 0.7, 9.5, 12, 400];
        var parameters = Tensor.Create<double>([rates.Length], rates);
        (string, Inference.Protos.AttrValue)[] types = [(op == "RandomPoissonV2" ? "R" : "Rtype", Attributes.Of(DataType.DtDouble)), ("dtype", Attributes.Of(DataType.DtInt64))];

        var drawn = op == "RandomPoissonV2"
            ? HostRun.Single(op, [Tensor.Create([1], Count), parameters], DataType.DtInt64, [.. types, ("seed2", Attributes.Of(5L))])
            : HostRun.Single(op, [Tensor.Create([2], Count, rates.Length), Seed, parameters], DataType.DtInt64, types);

        Assert.Equal([Count, rates.Length], drawn.Shape.ToArray());
        for (var i = 0; i < rates.Length; i++)
        {
            var samples = drawn.AsSpan<long>().ToArray().Where((_, at) => at % rates.Length == i).Select(value => (double)value).ToArray();
            Check(samples, rates[i], rates[i], (2 * rates[i] * rates[i]) + rates[i]);
        }
    }

    [Fact]
    public void Poisson_OfASmallRate_HasTheChancesOfEachNumber()
    {
        var drawn = HostRun.Single("RandomPoissonV2", [Tensor.Create([1], Count), Tensor.Scalar(2f)], DataType.DtInt32, ("R", Attributes.Of(DataType.DtFloat)), ("dtype", Attributes.Of(DataType.DtInt32)), ("seed", Attributes.Of(3L))).AsSpan<int>().ToArray();

        double[] chances = [0.1353, 0.2707, 0.2707, 0.1804, 0.0902];
        for (var k = 0; k < chances.Length; k++)
        {
            Assert.Equal(chances[k], drawn.Count(value => value == k) / (double)Count, 5 * Math.Sqrt(chances[k] / Count));
        }
    }

    [Fact]
    public void Gamma_OfTheSameSeed_IsTheSameInBothForms()
    {
        var made = HostRun.Run("StatelessRandomGetKeyCounter", [Seed], [DataType.DtUint64, DataType.DtUint64], ("Tseed", Attributes.Of(DataType.DtInt64)));
        var (shape, alpha) = (Tensor.Create([2], 3, 2), Tensor.Create([2], 0.5, 1.5));
        var type = ("dtype", Attributes.Of(DataType.DtDouble));

        var second = HostRun.Single("StatelessRandomGammaV2", [shape, Seed, alpha], DataType.DtDouble, type);
        var third = HostRun.Single("StatelessRandomGammaV3", [shape, made[0], made[1], HostRun.Single("StatelessRandomGetAlg", [], DataType.DtInt32), alpha], DataType.DtDouble, type);

        Assert.Equal(second.Show(), third.Show());
        Assert.NotEqual(second.Show(), HostRun.Single("StatelessRandomGammaV2", [shape, Tensor.Create([2], 12L, 35L), alpha], DataType.DtDouble, type).Show());
        Assert.Equal("Shape passed in must end with broadcasted shape.", HostRun.Refusal("StatelessRandomGammaV2", [Tensor.Create([2], 2, 3), Seed, alpha], DataType.DtDouble, type));
    }

    /// <summary>What has no parameter has no samples, and a rate below zero gives no number.</summary>
    [Fact]
    public void Samples_OfOddParameters_AreEmptyOrNoNumbers()
    {
        (string, Inference.Protos.AttrValue)[] types = [("R", Attributes.Of(DataType.DtFloat)), ("dtype", Attributes.Of(DataType.DtFloat))];

        Assert.Equal("float[2,0]", HostRun.Single("RandomPoissonV2", [Tensor.Create([1], 2), Tensor.Create<float>([0])], DataType.DtFloat, types).Show());
        Assert.Equal("float[1,2] NaN NaN", HostRun.Single("RandomPoissonV2", [Tensor.Create([1], 1), Tensor.Create([2], -1f, float.PositiveInfinity)], DataType.DtFloat, types).Show());
    }

    [Fact]
    public void StatelessMultinomial_ManyDraws_FollowTheLogitsAndTheSeed()
    {
        var logits = Tensor.Create([1, 3], 0f, MathF.Log(3), float.NegativeInfinity);
        (string, Inference.Protos.AttrValue)[] types = [("T", Attributes.Of(DataType.DtFloat)), ("output_dtype", Attributes.Of(DataType.DtInt64))];
        var drawn = Draw(Seed);

        Assert.InRange(drawn.Count(value => value == 1), 2850, 3150);
        Assert.DoesNotContain(2L, drawn);
        Assert.Equal(drawn, Draw(Seed));
        Assert.NotEqual(drawn, Draw(Tensor.Create([2], 1L, 1L)));

        long[] Draw(Tensor seed) => HostRun.Single("StatelessMultinomial", [logits, Tensor.Scalar(4000), seed], DataType.DtInt64, types).AsSpan<long>().ToArray();
    }

    /// <param name="ofVariance">The variance of the squared distance from the mean.</param>
    private static void Check(double[] samples, double mean, double variance, double ofVariance)
    {
        Assert.Equal(mean, samples.Average(), 5 * Math.Sqrt(variance / samples.Length));
        Assert.Equal(variance, samples.Average(sample => (sample - mean) * (sample - mean)), 5 * Math.Sqrt(ofVariance / samples.Length));
    }
}
