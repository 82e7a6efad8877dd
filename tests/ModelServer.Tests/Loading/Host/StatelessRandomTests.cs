using ModelServing.Inference.Tensors;
using ModelServing.Testing.SavedModels;
using Xunit;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading.Host;

/// <summary>The expected numbers of a seed are those in TensorFlow's own documentation of <c>tf.random.split</c>.</summary>
public sealed class StatelessRandomTests
{
    private static readonly Tensor Seed = Tensor.Create([2], 1, 2);

    [Fact]
    public void FullInt_OfASeed_IsTensorFlows() => Assert.Equal(
        "int32[3,2] 1105988140 1738052849 -335576002 370444179 10670227 -246211131",
        Draw("StatelessRandomUniformFullInt", Tensor.Create([2], 3, 2), Seed, DataType.DtInt32).Show());

    [Fact]
    public void Normal_OfASeed_IsTensorFlows()
    {
        var drawn = Draw("StatelessRandomNormal", Tensor.Create([1], 3), Tensor.Create([2], 1105988140, 1738052849), DataType.DtFloat).AsSpan<float>();

        Assert.Equal(-0.59835213f, drawn[0], 1e-6f);
        Assert.Equal(-0.9578608f, drawn[1], 1e-6f);
        Assert.Equal(0.9002807f, drawn[2], 1e-6f);
    }

    [Theory]
    [InlineData("StatelessRandomNormal", DataType.DtFloat)]
    [InlineData("StatelessRandomUniform", DataType.DtDouble)]
    [InlineData("StatelessTruncatedNormal", DataType.DtFloat)]
    [InlineData("StatelessRandomUniformFullInt", DataType.DtInt64)]
    public void SecondForm_WithTheSeedsKeyAndCounter_DrawsTheSame(string op, DataType type)
    {
        var made = HostRun.Run("StatelessRandomGetKeyCounter", [Seed], [DataType.DtUint64, DataType.DtUint64], ("Tseed", Attributes.Of(DataType.DtInt32)));
        var algorithm = HostRun.Single("StatelessRandomGetAlg", [], DataType.DtInt32);
        var shape = Tensor.Create([2], 3, 5);

        var drawn = HostRun.Single(op + "V2", [shape, made[0], made[1], algorithm], type, ("dtype", Attributes.Of(type)));

        Assert.Equal(Draw(op, shape, Seed, type).Show(), drawn.Show());
    }

    [Theory]
    [InlineData(DataType.DtFloat, 0, 1, 0.5, 1 / 12.0)]
    [InlineData(DataType.DtDouble, 0, 1, 0.5, 1 / 12.0)]
    public void Uniform_ManyNumbers_FillTheUnitInterval(DataType type, double low, double high, double mean, double variance) =>
        Check(Numbers(Draw("StatelessRandomUniform", Tensor.Create([1], 20000), Seed, type)), low, high, mean, variance);

    [Theory]
    [InlineData("StatelessRandomNormal", DataType.DtFloat, 6, 1)]
    [InlineData("StatelessRandomNormal", DataType.DtDouble, 6, 1)]
    [InlineData("StatelessTruncatedNormal", DataType.DtFloat, 2, 0.7737)]
    [InlineData("StatelessTruncatedNormal", DataType.DtDouble, 2, 0.7737)]
    public void Normal_ManyNumbers_ScatterAsTheyShould(string op, DataType type, double most, double variance) =>
        Check(Numbers(Draw(op, Tensor.Create([1], 20000), Seed, type)), -most, most, 0, variance);

    [Fact]
    public void UniformInt_ManyNumbers_StayInTheRangeAndReachItsEnds()
    {
        var drawn = HostRun.Single(
            "StatelessRandomUniformInt", [Tensor.Create([1], 500), Seed, Tensor.Scalar(-3L), Tensor.Scalar(4L)], DataType.DtInt64, ("dtype", Attributes.Of(DataType.DtInt64)));

        Assert.Equal([-3L, -2L, -1L, 0L, 1L, 2L, 3L], drawn.AsSpan<long>().ToArray().Distinct().Order());
    }

    [Fact]
    public void UniformInt_EmptyRange_IsRefused() => Assert.Equal("Need minval < maxval, got 4 >= 4", HostRun.Refusal(
        "StatelessRandomUniformInt", [Tensor.Create([1], 5), Seed, Tensor.Scalar(4), Tensor.Scalar(4)], DataType.DtInt32, ("dtype", Attributes.Of(DataType.DtInt32))));

    [Fact]
    public void Uniform_SeedOfThree_IsRefused() => Assert.Equal("seed must have shape [2], not [3]", HostRun.Refusal(
        "StatelessRandomUniform", [Tensor.Create([1], 5), Tensor.Create([3], 1, 2, 3)], DataType.DtFloat, ("dtype", Attributes.Of(DataType.DtFloat))));

    [Fact]
    public void Uniform_OtherAlgorithm_IsRefused() => Assert.Equal("Unsupported algorithm id: 2", HostRun.Refusal(
        "StatelessRandomUniformV2", [Tensor.Create([1], 5), Tensor.Create([1], 1UL), Tensor.Create([2], 0UL, 0UL), Tensor.Scalar(2)], DataType.DtFloat, ("dtype", Attributes.Of(DataType.DtFloat))));

    private static Tensor Draw(string op, Tensor shape, Tensor seed, DataType type) => HostRun.Single(op, [shape, seed], type, ("dtype", Attributes.Of(type)));

    private static double[] Numbers(Tensor tensor) => tensor.DataType == Inference.Tensors.DataType.Double
        ? tensor.AsSpan<double>().ToArray()
        : Array.ConvertAll(tensor.AsSpan<float>().ToArray(), value => (double)value);

    private static void Check(double[] drawn, double low, double high, double mean, double variance)
    {
        Assert.All(drawn, value => Assert.InRange(value, low, high));
        Assert.Equal(mean, drawn.Average(), 5 * Math.Sqrt(variance / drawn.Length));
        Assert.Equal(variance, drawn.Average(value => (value - mean) * (value - mean)), 0.03 * Math.Max(variance, 0.1));
    }
}
