using ModelServing.Inference.Tensors;
using ModelServing.Testing.SavedModels;
using Xunit;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading.Host;

/// <summary>One row of three pixels 1 2 3, moved; the expected values follow from where each output pixel comes from.</summary>
public sealed class ProjectionTests
{
    private static readonly Tensor Row = Tensor.Create([1, 1, 3, 1], 1f, 2f, 3f);

    [Theory]
    [InlineData("CONSTANT", "NEAREST", 1f, "2 3 9")]
    [InlineData("CONSTANT", "NEAREST", -1f, "9 1 2")]
    [InlineData("CONSTANT", "BILINEAR", 0.5f, "1.5 2.5 6")]
    [InlineData("NEAREST", "BILINEAR", 5f, "3 3 3")]
    [InlineData("REFLECT", "NEAREST", 1f, "2 3 3")]
    [InlineData("REFLECT", "NEAREST", -2f, "2 1 1")]
    [InlineData("REFLECT", "NEAREST", 4f, "2 1 1")]
    [InlineData("WRAP", "NEAREST", 1f, "2 3 1")]
    [InlineData("WRAP", "NEAREST", -1f, "3 1 2")]
    public void Run_Shift_FillsTheGap(string fillMode, string interpolation, float shift, string expected) =>
        Assert.Equal($"float[1,1,3,1] {expected}", Run(Row, [1, 0, shift, 0, 1, 0, 0, 0], (1, 3), fillMode, interpolation));

    [Fact]
    public void Run_QuarterTurn_SwapsAxesOfEachImageOfTheBatch()
    {
        var images = Tensor.Create([2, 2, 2, 1], 1f, 2f, 3f, 4f, 10f, 20f, 30f, 40f);

        // (x, y) comes from (1 - y, x): turned counter-clockwise.
        Assert.Equal("float[2,2,2,1] 2 4 1 3 20 40 10 30", Run(images, [0, -1, 1, 1, 0, 0, 0, 0], (2, 2), "CONSTANT", "NEAREST"));
    }

    [Fact]
    public void Run_PointAtInfinity_IsFilled() =>
        Assert.Equal("float[1,1,3,1] 1 9 9", Run(Row, [1, 0, 0, 0, 1, 0, -1, 0], (1, 3), "CONSTANT", "NEAREST"));

    [Fact]
    public void Run_OtherSize_IsRead() =>
        Assert.Equal("float[1,2,2,1] 1 3 9 9", Run(Row, [2, 0, 0, 0, 1, 0, 0, 0], (2, 2), "CONSTANT", "NEAREST"));

    private static string Run(Tensor images, float[] transform, (int Height, int Width) size, string fillMode, string interpolation) => HostRun.Single(
        "ImageProjectiveTransformV3",
        [images, Tensor.Create<float>([1, 8], transform), Tensor.Create([2], size.Height, size.Width), Tensor.Scalar(9f)],
        DataType.DtFloat,
        ("dtype", Attributes.Of(DataType.DtFloat)),
        ("fill_mode", Attributes.Of(fillMode)),
        ("interpolation", Attributes.Of(interpolation))).Show();
}
