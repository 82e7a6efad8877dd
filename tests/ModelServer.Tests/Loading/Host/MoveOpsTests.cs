using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.Testing.SavedModels;
using Xunit;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading.Host;

/// <summary>Moving strings about, which the ONNX runtime does not do for most operations.</summary>
public sealed class MoveOpsTests
{
    private static readonly Tensor Grid = Tensor.FromStrings([2, 2], "a", "b", "c", "d");
    private static readonly (string, AttrValue) Params = ("Tparams", Attributes.Of(DataType.DtString));

    [Fact]
    public void Run_Joins_FollowTheAxis()
    {
        Assert.Equal("string[2,4] a b a b c d c d", Text("ConcatV2", Grid, Grid, Tensor.Scalar(-1)));
        Assert.Equal("string[4,2] a b c d a b c d", Text("Concat", Tensor.Scalar(0), Grid, Grid));
        Assert.Equal("string[2,2] x a y b", HostRun.Single("Pack", [Texts.Of("x", "y"), Texts.Of("a", "b")], DataType.DtString, Texts.Type, ("axis", Attributes.Of(-1L))).Show());
        Assert.Equal("string[2] x a", Text("Pack", Tensor.FromStrings([], "x"), Tensor.FromStrings([], "a")));
        Assert.StartsWith("ConcatOp : Dimension 1 in both shapes must be equal", HostRun.Refusal("ConcatV2", [Grid, Tensor.FromStrings([1, 1], "x"), Tensor.Scalar(0)], DataType.DtString, Texts.Type), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_Splits_FollowTheAxis()
    {
        var columns = HostRun.Run("Unpack", [Grid], [DataType.DtString, DataType.DtString], Texts.Type, ("num", Attributes.Of(2L)), ("axis", Attributes.Of(1L)));
        var rows = HostRun.Run("Split", [Tensor.Scalar(0), Grid], [DataType.DtString, DataType.DtString], Texts.Type, ("num_split", Attributes.Of(2L)));

        Assert.Equal(["string[2] a c", "string[2] b d"], columns.Select(HostRun.Show));
        Assert.Equal(["string[1,2] a b", "string[1,2] c d"], rows.Select(HostRun.Show));
        Assert.Equal("string[1,1] d", Text("Slice", Grid, Tensor.Create([2], 1, 1), Tensor.Create([2], -1, 1)));
        Assert.Equal("Expected size[0] in [0, 1], but got 2", HostRun.Refusal("Slice", [Grid, Tensor.Create([2], 1, 0), Tensor.Create([2], 2, 1)], DataType.DtString, Texts.Type));
    }

    [Fact]
    public void Run_Repeats_AreStretched()
    {
        Assert.Equal("string[2,4] a b a b c d c d", Text("Tile", Grid, Tensor.Create([2], 1, 2)));
        Assert.Equal("string[2,2] x x x x", Text("Fill", Tensor.Create([2], 2, 2), Tensor.FromStrings([], "x")));
        Assert.Equal("string[3,2] x y x y x y", Text("BroadcastTo", Texts.Of("x", "y"), Tensor.Create([2], 3, 2)));
        Assert.Equal("string[0,2]", Text("Tile", Grid, Tensor.Create([2], 0, 1)));
    }

    [Fact]
    public void Run_Choices_GoByRowOrByElement()
    {
        Tensor[] rows = [Tensor.Create([2], true, false), Grid, Tensor.FromStrings([2, 2], "w", "x", "y", "z")];
        Tensor[] elements = [Tensor.Create([2, 1], false, true), Tensor.FromStrings([], "-"), Grid];

        Assert.Equal("string[2,2] a b y z", Text("Select", rows));
        Assert.Equal("string[2,2] a b - -", Text("SelectV2", elements));
    }

    [Fact]
    public void Run_Gathers_RefuseWhatIsNotThere()
    {
        Assert.Equal("string[2,2] c d a b", HostRun.Single("GatherV2", [Grid, Tensor.Create([2], 1, 0), Tensor.Scalar(0)], DataType.DtString, Params).Show());
        Assert.Equal("string[2] b d", HostRun.Single("GatherV2", [Grid, Tensor.Scalar(1), Tensor.Scalar(1)], DataType.DtString, Params).Show());
        Assert.Equal("string[2,1] b c", HostRun.Single("GatherV2", [Grid, Tensor.Create([2, 1], 1, 0), Tensor.Scalar(1)], DataType.DtString, Params, ("batch_dims", Attributes.Of(1L))).Show());
        Assert.Equal("string[2] d a", HostRun.Single("GatherNd", [Grid, Tensor.Create([2, 2], 1, 1, 0, 0)], DataType.DtString, Params).Show());
        Assert.Equal("indices[0,1] = 2 is not in [0, 2)", HostRun.Refusal("GatherV2", [Grid, Tensor.Create([1, 2], 0, 2), Tensor.Scalar(0)], DataType.DtString, Params));
        Assert.Equal("indices[0] = [1, -1] does not index into param shape [2,2]", HostRun.Refusal("GatherNd", [Grid, Tensor.Create([1, 2], 1, -1)], DataType.DtString, Params));
    }

    [Fact]
    public void Run_EqualityOfStrings_IsOfBytes()
    {
        Assert.Equal("bool[2,2] T F F F", HostRun.Single("Equal", [Grid, Texts.Of("a", "x")], DataType.DtBool, Texts.Type).Show());
        Assert.Equal("bool[1] F", HostRun.Single("NotEqual", [Texts.OfBytes([0xFF]), Texts.OfBytes([0xFF])], DataType.DtBool, Texts.Type).Show());
        Assert.Equal("bool[0]", HostRun.Single("Equal", [Texts.Of(), Tensor.FromStrings([], "")], DataType.DtBool, Texts.Type).Show());
    }

    private static string Text(string op, params Tensor[] inputs) => HostRun.Single(op, inputs, DataType.DtString, Texts.Type).Show();
}
