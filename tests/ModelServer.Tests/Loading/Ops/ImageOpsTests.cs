using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.Testing.SavedModels;
using Xunit;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading.Ops;

public sealed class ImageOpsTests
{
    [Theory]
    [InlineData("SAME", 1, 1)]
    [InlineData("SAME", 2, 1)]
    [InlineData("VALID", 1, 1)]
    [InlineData("VALID", 2, 1)]
    [InlineData("SAME", 1, 2)]
    [InlineData("VALID", 1, 2)]
    public void Convert_Conv2D_MatchesTheDefinition(string padding, int stride, int dilation)
    {
        var (image, filter) = (OpRun.Random(1, 2, 7, 6, 3), OpRun.Random(2, 3, 3, 3, 4));
        var (shape, expected) = ImageReference.Slide(image, 3, stride, dilation, padding == "SAME", 4, _ => -1, (inside, c) => inside.Sum(item => item.Value * filter.Floats()[(((item.Row * 3) + item.Column) * 4) + c]));

        Close.To(shape, expected, OpRun.Single("Conv2D", [image, filter], [1], Window(padding, stride, dilation)));
    }

    [Theory]
    [InlineData("SAME", 1)]
    [InlineData("SAME", 2)]
    [InlineData("VALID", 1)]
    public void Convert_DepthwiseConv2D_MatchesTheDefinition(string padding, int stride)
    {
        var (image, filter) = (OpRun.Random(1, 1, 5, 5, 3), OpRun.Random(2, 3, 3, 3, 2));
        var (shape, expected) = ImageReference.Slide(image, 3, stride, 1, padding == "SAME", 6, c => c / 2, (inside, c) => inside.Sum(item => item.Value * filter.Floats()[(((item.Row * 3) + (c / 2)) * 2) + (c % 2)]));

        Close.To(shape, expected, OpRun.Single("DepthwiseConv2dNative", [image, filter], [1], Window(padding, stride, 1)));
    }

    [Theory]
    [InlineData("MaxPool", "SAME", 2)]
    [InlineData("MaxPool", "VALID", 1)]
    [InlineData("AvgPool", "SAME", 2)]
    [InlineData("AvgPool", "VALID", 2)]
    public void Convert_Pool_MatchesTheDefinition(string op, string padding, int stride)
    {
        var image = OpRun.Random(1, 1, 5, 4, 2);
        ImageReference.Window window = op == "MaxPool" ? (inside, _) => inside.Max(item => item.Value) : (inside, _) => inside.Average(item => item.Value);
        var (shape, expected) = ImageReference.Slide(image, 3, stride, 1, padding == "SAME", 2, c => c, window);

        Close.To(shape, expected, OpRun.Single(op, [image], [], [.. Window(padding, stride, 1), ("ksize", Attributes.List(1L, 3, 3, 1))]));
    }

    /// <summary>The transposed convolution is the gradient: ⟨conv(x), y⟩ = ⟨x, transposed(y)⟩ for every x and y.</summary>
    [Theory]
    [InlineData("SAME", 2, 3, 6, 3)]
    [InlineData("SAME", 1, 3, 5, 5)]
    [InlineData("VALID", 2, 3, 7, 3)]
    [InlineData("SAME", 2, 1, 6, 3)]
    public void Convert_Conv2DBackpropInput_IsTheAdjointOfConv2D(string padding, int stride, int size, int large, int small)
    {
        var (x, y) = (OpRun.Random(1, 1, large, large, 2), OpRun.Random(2, 1, small, small, 3));
        var filter = OpRun.Random(3, size, size, 2, 3);
        var forward = OpRun.Single("Conv2D", [x, filter], [1], Window(padding, stride, 1));
        var backward = OpRun.Run("Conv2DBackpropInput", [Tensor.Create([4], 1, large, large, 2), filter, y], [0, 1], [DataType.DtFloat], Window(padding, stride, 1))[0];

        Assert.Equal(x.Shape.ToArray(), backward.Shape.ToArray());
        Assert.Equal(Dot(forward, y), Dot(x, backward), 1e-3);
    }

    [Fact]
    public void Convert_FusedBatchNorm_NormalizesByTheStoredStatistics()
    {
        var image = OpRun.Random(1, 1, 2, 2, 2);
        Tensor[] inputs = [image, Tensor.Create([2], 2f, 3f), Tensor.Create([2], 1f, -1f), Tensor.Create([2], 0.5f, -0.5f), Tensor.Create([2], 4f, 9f)];
        var expected = image.Floats().Select((v, i) => (inputs[1].Floats()[i % 2] * (v - inputs[3].Floats()[i % 2]) / Math.Sqrt(inputs[4].Floats()[i % 2] + 0.001)) + inputs[2].Floats()[i % 2]);

        Close.To([1, 2, 2, 2], expected, OpRun.Single("FusedBatchNormV3", inputs, [1, 2, 3, 4], OpRun.Float, ("epsilon", Attributes.Of(0.001f)), ("is_training", Attributes.Of(false))));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Convert_Resize_SamplesWhereTensorFlowDoes(bool alignCorners, bool halfPixel)
    {
        const int From = 3;
        const int To = 7;
        var image = OpRun.Random(1, 1, From, From, 1);
        (string, AttrValue)[] attributes = [OpRun.Float, ("align_corners", Attributes.Of(alignCorners)), ("half_pixel_centers", Attributes.Of(halfPixel))];
        var scale = alignCorners ? (From - 1.0) / (To - 1) : (double)From / To;
        double Position(int i) => halfPixel ? ((i + 0.5) * scale) - 0.5 : i * scale;
        double Pixel(int row, int column) => image.Floats()[(Math.Clamp(row, 0, From - 1) * From) + Math.Clamp(column, 0, From - 1)];
        double Bilinear(int y, int x)
        {
            var (row, column) = (Math.Clamp(Position(y), 0, From - 1), Math.Clamp(Position(x), 0, From - 1));
            var (top, left) = ((int)Math.Floor(row), (int)Math.Floor(column));
            double Across(int r) => (Pixel(r, left) * (1 - column + left)) + (Pixel(r, left + 1) * (column - left));
            return (Across(top) * (1 - row + top)) + (Across(top + 1) * (row - top));
        }

        int Near(int i) => (int)(alignCorners ? Math.Round(i * scale, MidpointRounding.AwayFromZero) : Math.Floor((i + (halfPixel ? 0.5 : 0)) * scale));
        var cells = (from y in Enumerable.Range(0, To) from x in Enumerable.Range(0, To) select (y, x)).ToArray();
        Tensor[] inputs = [image, Tensor.Create([2], To, To)];

        Close.To([1, To, To, 1], cells.Select(cell => Bilinear(cell.y, cell.x)), OpRun.Single("ResizeBilinear", inputs, [], attributes));
        Close.To([1, To, To, 1], cells.Select(cell => Pixel(Near(cell.y), Near(cell.x))), OpRun.Single("ResizeNearestNeighbor", inputs, [1], attributes));
    }

    [Fact]
    public void Convert_SpaceToDepth_MovesBlocksIntoChannelsAndBack()
    {
        var image = OpRun.Random(1, 1, 4, 4, 2);
        var block = ("block_size", Attributes.Of(2L));
        var expected = from y in Enumerable.Range(0, 2) from x in Enumerable.Range(0, 2) from i in Enumerable.Range(0, 2) from j in Enumerable.Range(0, 2) from c in Enumerable.Range(0, 2) select (double)image.Floats()[(((((2 * y) + i) * 4) + (2 * x) + j) * 2) + c];

        var deep = OpRun.Unary("SpaceToDepth", image, OpRun.Float, block);

        Close.To([1, 2, 2, 8], expected, deep);
        Assert.Equal(image.Floats(), OpRun.Unary("DepthToSpace", deep, OpRun.Float, block).Floats());
    }

    private static (string, AttrValue)[] Window(string padding, long stride, long dilation) =>
        [OpRun.Float, ("padding", Attributes.Of(padding)), ("strides", Attributes.List(1L, stride, stride, 1)), ("dilations", Attributes.List(1L, dilation, dilation, 1))];

    private static double Dot(Tensor left, Tensor right) => left.Floats().Zip(right.Floats(), (a, b) => (double)a * b).Sum();
}
