using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.Testing.SavedModels;
using Xunit;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading.Ops;

public sealed class ShapeOpsTests
{
    private static readonly Tensor Cube = Tensor.Create<float>([2, 3, 4], Enumerable.Range(0, 24).Select(value => (float)value).ToArray());

    /// <summary>Python's notation for each case is in the comment; the result is what numpy gives.</summary>
    [Theory]
    [InlineData("1, :, ::-1", new[] { 1, 0, 0 }, new[] { 0, 0, 0 }, new[] { 1, 1, -1 }, 0b110, 0b110, 0, 0, 0b001, new long[] { 3, 4 }, 15, 14, 13, 12, 19)]
    [InlineData("..., -1", new[] { 0, -1 }, new[] { 0, 0 }, new[] { 1, 1 }, 0, 0, 0b01, 0, 0b10, new long[] { 2, 3 }, 3, 7, 11, 15, 19)]
    [InlineData(":, newaxis, 1:3", new[] { 0, 0, 1 }, new[] { 0, 0, 3 }, new[] { 1, 1, 1 }, 0b001, 0b001, 0, 0b010, 0, new long[] { 2, 1, 2, 4 }, 4, 5, 6, 7, 8)]
    [InlineData("..., newaxis", new[] { 0, 0 }, new[] { 0, 0 }, new[] { 1, 1 }, 0, 0, 0b01, 0b10, 0, new long[] { 2, 3, 4, 1 }, 0, 1, 2, 3, 4)]
    [InlineData("0, ..., 1:4:2", new[] { 0, 0, 1 }, new[] { 0, 0, 4 }, new[] { 1, 1, 2 }, 0, 0, 0b010, 0, 0b001, new long[] { 3, 2 }, 1, 3, 5, 7, 9)]
    [InlineData("1:2", new[] { 1 }, new[] { 2 }, new[] { 1 }, 0, 0, 0, 0, 0, new long[] { 1, 3, 4 }, 12, 13, 14, 15, 16)]
    public void Convert_StridedSlice_FollowsTheMasks(
        string notation, int[] begin, int[] end, int[] strides, int beginMask, int endMask, int ellipsis, int newAxis, int shrink, long[] shape, params int[] first)
    {
        (string, AttrValue)[] attributes =
        [
            OpRun.Float, ("Index", Attributes.Of(DataType.DtInt32)), ("begin_mask", Attributes.Of((long)beginMask)), ("end_mask", Attributes.Of((long)endMask)),
            ("ellipsis_mask", Attributes.Of((long)ellipsis)), ("new_axis_mask", Attributes.Of((long)newAxis)), ("shrink_axis_mask", Attributes.Of((long)shrink)),
        ];
        Tensor[] inputs = [Cube, Vector(begin), Vector(end), Vector(strides)];
        foreach (var constants in new int[][] { [1, 2, 3], [3] })
        {
            var result = OpRun.Single("StridedSlice", inputs, constants, attributes);

            Assert.Equal(shape, result.Shape.ToArray());
            Assert.True(first.Select(value => (float)value).SequenceEqual(result.Floats().Take(5)), $"[{notation}] gave {string.Join(',', result.Floats())}");
        }
    }

    [Fact]
    public void Convert_Slice_TakesMinusOneAsTheRest()
    {
        var result = OpRun.Single("Slice", [Cube, Vector(1, 0, 2), Vector(-1, 2, 1)], [], OpRun.Float);

        Close.To([1, 2, 1], [14, 18], result);
    }

    [Fact]
    public void Convert_ShapeArithmetic_IsThatOfTensorFlow()
    {
        Assert.Equal([2, 3, 4], OpRun.Run("Shape", [Cube], [], [DataType.DtInt32], OpRun.Float)[0].AsSpan<int>().ToArray());
        Assert.Equal([2L, 3, 4], OpRun.Run("Shape", [Cube], [], [DataType.DtInt64], OpRun.Float, ("out_type", Attributes.Of(DataType.DtInt64)))[0].AsSpan<long>().ToArray());
        Assert.Equal([24], OpRun.Run("Size", [Cube], [], [DataType.DtInt32], OpRun.Float)[0].AsSpan<int>().ToArray());
        Assert.Equal([3], OpRun.Run("Rank", [Cube], [], [DataType.DtInt32], OpRun.Float)[0].AsSpan<int>().ToArray());
    }

    [Fact]
    public void Convert_Reshapes_KeepTheElements()
    {
        Assert.Equal([4, 6], OpRun.Single("Reshape", [Cube, Vector(4, -1)], [], OpRun.Float).Shape.ToArray());
        Assert.Equal([2, 3, 4, 1], OpRun.Single("ExpandDims", [Cube, Tensor.Scalar(-1)], [], OpRun.Float).Shape.ToArray());
        Assert.Equal([3], OpRun.Unary("Squeeze", Tensor.Create<float>([1, 3, 1], 1, 2, 3), OpRun.Float).Shape.ToArray());
        Assert.Equal([1, 3], OpRun.Unary("Squeeze", Tensor.Create<float>([1, 3, 1], 1, 2, 3), OpRun.Float, ("squeeze_dims", Attributes.List(2L))).Shape.ToArray());
        Close.To([3, 2], [1, 4, 2, 5, 3, 6], OpRun.Single("Transpose", [Tensor.Create<float>([2, 3], 1, 2, 3, 4, 5, 6), Vector(1, 0)], [1], OpRun.Float));
        Close.To([4], [1, 2, 1, 2], OpRun.Single("Tile", [Tensor.Create([2], 1f, 2f), Vector(2)], [], OpRun.Float));
        Close.To([2, 2], [1, 2, 1, 2], OpRun.Single("BroadcastTo", [Tensor.Create([2], 1f, 2f), Vector(2, 2)], [], OpRun.Float));
        Close.To([3], [3, 2, 1], OpRun.Single("ReverseV2", [Tensor.Create([3], 1f, 2f, 3f), Vector(0)], [1], OpRun.Float));
        Close.To([2, 2], [7, 7, 7, 7], OpRun.Run("Fill", [Vector(2, 2), Tensor.Scalar(7f)], [], [DataType.DtFloat], OpRun.Float)[0]);
        Assert.Equal([1, 3, 5], OpRun.Run("Range", [Tensor.Scalar(1), Tensor.Scalar(6), Tensor.Scalar(2)], [], [DataType.DtInt32])[0].AsSpan<int>().ToArray());
    }

    [Fact]
    public void Convert_JoinsAndSplits_FollowTheAxis()
    {
        Tensor[] pair = [Tensor.Create([2, 1], 1f, 2f), Tensor.Create([2, 1], 3f, 4f)];

        Close.To([2, 2], [1, 3, 2, 4], OpRun.Single("ConcatV2", [.. pair, Tensor.Scalar(-1)], [2], OpRun.Float));
        Close.To([2, 1, 2], [1, 3, 2, 4], OpRun.Single("Pack", pair, [], OpRun.Float, ("axis", Attributes.Of(-1L))));
        var rows = OpRun.Run("Unpack", [Tensor.Create([2, 2], 1f, 2f, 3f, 4f)], [], [DataType.DtFloat, DataType.DtFloat], OpRun.Float, ("num", Attributes.Of(2L)), ("axis", Attributes.Of(1L)));
        Close.To([2], [1, 3], rows[0]);
        Close.To([2], [2, 4], rows[1]);
        var halves = OpRun.Run("Split", [Tensor.Scalar(0), Tensor.Create([4], 1f, 2f, 3f, 4f)], [0], [DataType.DtFloat, DataType.DtFloat], OpRun.Float, ("num_split", Attributes.Of(2L)));
        Close.To([2], [3, 4], halves[1]);
        var parts = OpRun.Run("SplitV", [Tensor.Create([4], 1f, 2f, 3f, 4f), Vector(1, 3), Tensor.Scalar(0)], [1, 2], [DataType.DtFloat, DataType.DtFloat], OpRun.Float);
        Close.To([3], [2, 3, 4], parts[1]);
    }

    [Fact]
    public void Convert_Indexing_ReadsAndWritesWhereTold()
    {
        var table = Tensor.Create([3, 2], 1f, 2f, 3f, 4f, 5f, 6f);

        Close.To([2, 2], [5, 6, 1, 2], OpRun.Single("GatherV2", [table, Vector(2, 0), Tensor.Scalar(0)], [2], OpRun.Float));
        Close.To([3, 1], [2, 4, 6], OpRun.Single("GatherV2", [table, Vector(1), Tensor.Scalar(1)], [2], OpRun.Float));
        Close.To([2], [4, 5], OpRun.Single("GatherNd", [table, Tensor.Create([2, 2], 1, 1, 2, 0)], [], OpRun.Float));
        Close.To([3], [0, 3, 0], OpRun.Run("ScatterNd", [Tensor.Create([2, 1], 1, 1), Tensor.Create([2], 1f, 2f), Vector(3)], [], [DataType.DtFloat], OpRun.Float)[0]);
        Close.To([2, 3], [0, 1, 0, 0, 0, 0], OpRun.Run("OneHot", [Vector(1, -1), Tensor.Scalar(3), Tensor.Scalar(1f), Tensor.Scalar(0f)], [1, 2, 3], [DataType.DtFloat], OpRun.Float)[0]);
        Assert.Equal([0L, 1, 1, 0], OpRun.Run("Where", [Tensor.Create([2, 2], false, true, true, false)], [], [DataType.DtInt64])[0].AsSpan<long>().ToArray());
    }

    [Fact]
    public void Convert_Paddings_PadBeforeAndAfter()
    {
        Tensor[] inputs = [Tensor.Create([1, 3], 1f, 2f, 3f), Tensor.Create([2, 2], 0, 1, 2, 1)];

        Close.To([2, 6], [0, 0, 1, 2, 3, 0, 0, 0, 0, 0, 0, 0], OpRun.Single("Pad", inputs, [1], OpRun.Float));
        Close.To([2, 6], [9, 9, 1, 2, 3, 9, 9, 9, 9, 9, 9, 9], OpRun.Single("PadV2", [.. inputs, Tensor.Scalar(9f)], [], OpRun.Float));
        Close.To([1, 6], [3, 2, 1, 2, 3, 2], OpRun.Single("MirrorPad", [inputs[0], Tensor.Create([2, 2], 0, 0, 2, 1)], [1], OpRun.Float, ("mode", Attributes.Of("REFLECT"))));
    }

    private static Tensor Vector(params int[] values) => Tensor.Create<int>([values.Length], values);
}
