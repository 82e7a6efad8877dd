using ModelServing.Inference.Tensors;
using ModelServing.Testing.SavedModels;
using Xunit;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading.Host;

public sealed class RandomTests
{
    [Fact]
    public void RandomUniformInt_ManyNumbers_StayInTheRangeAndReachItsEnds()
    {
        var drawn = HostRun.Single(
            "RandomUniformInt", [Tensor.Create([2], 100, 2), Tensor.Scalar(5), Tensor.Scalar(8)], DataType.DtInt32, ("Tout", Attributes.Of(DataType.DtInt32)));

        Assert.Equal([100L, 2L], drawn.Shape.ToArray());
        Assert.Equal([5, 6, 7], drawn.AsSpan<int>().ToArray().Distinct().Order());
    }

    [Fact]
    public void TruncatedNormal_WithSeeds_DrawsTheSameAfterEachLoad()
    {
        Assert.Equal(Draw(3), Draw(3));
        Assert.NotEqual(Draw(3), Draw(4));

        static string Draw(long seed) => HostRun.Single(
            "TruncatedNormal", [Tensor.Create([1], 9)], DataType.DtFloat, ("dtype", Attributes.Of(DataType.DtFloat)), ("seed", Attributes.Of(seed)), ("seed2", Attributes.Of(7L))).Show();
    }

    [Fact]
    public void Multinomial_ManyDraws_FollowTheLogits()
    {
        // Odds of 1 to 3, and a class that never comes; then one class alone.
        var drawn = HostRun.Single(
            "Multinomial",
            [Tensor.Create([2, 3], 0f, MathF.Log(3), float.NegativeInfinity, float.NegativeInfinity, float.NegativeInfinity, 5f), Tensor.Scalar(4000)],
            DataType.DtInt64,
            ("T", Attributes.Of(DataType.DtFloat)),
            ("output_dtype", Attributes.Of(DataType.DtInt64)),
            ("seed", Attributes.Of(1L))).AsSpan<long>().ToArray();

        Assert.InRange(drawn[..4000].Count(value => value == 1), 2850, 3150);
        Assert.DoesNotContain(2L, drawn[..4000]);
        Assert.All(drawn[4000..], value => Assert.Equal(2, value));
    }

    [Fact]
    public void RandomShuffle_Rows_StayWhole()
    {
        var rows = Enumerable.Range(0, 40).ToArray();
        var shuffled = HostRun.Single("RandomShuffle", [Tensor.Create<int>([20, 2], rows)], DataType.DtInt32, ("T", Attributes.Of(DataType.DtInt32)), ("seed", Attributes.Of(1L))).AsSpan<int>().ToArray();

        Assert.NotEqual(rows, shuffled);
        Assert.Equal(rows, shuffled.Chunk(2).OrderBy(row => row[0]).SelectMany(row => row));
    }
}
