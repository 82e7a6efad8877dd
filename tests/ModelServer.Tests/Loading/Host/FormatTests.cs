using ModelServing.Inference.Tensors;
using ModelServing.Testing.SavedModels;
using Xunit;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading.Host;

public sealed class FormatTests
{
    [Fact]
    public void Run_StringFormat_ShowsEachValueInItsPlace()
    {
        var text = HostRun.Single(
            "StringFormat", [Texts.Of("a", "é"), Tensor.Scalar(2.5f), Tensor.Create([2, 2], 1L, 2L, 3L, 4L)], DataType.DtString,
            ("template", Attributes.Of("x={} y={}; {}")), ("placeholder", Attributes.Of("{}")), ("T", Attributes.List(DataType.DtString, DataType.DtFloat, DataType.DtInt64)));

        Assert.Equal(["x=[\"a\" \"é\"] y=2.5; [[1 2]\n [3 4]]"], text.Read());
    }

    [Theory]
    [InlineData(3L, "[0 1 2 ... 7 8 9]")]
    [InlineData(1L, "[0 ... 9]")]
    [InlineData(5L, "[0 1 2 3 4 5 6 7 8 9]")]
    [InlineData(-1L, "[0 1 2 3 4 5 6 7 8 9]")]
    public void Run_StringFormat_LeavesOutTheMiddle(long summarize, string expected) => Assert.Equal([expected], HostRun.Single(
        "StringFormat", [Tensor.Create<int>([10], [.. Enumerable.Range(0, 10)])], DataType.DtString, ("summarize", Attributes.Of(summarize)), ("T", Attributes.List(DataType.DtInt32))).Read());

    [Fact]
    public void Run_StringFormat_ShowsSpecialNumbersAndNone()
    {
        (string, Inference.Protos.AttrValue)[] floats = [("T", Attributes.List(DataType.DtFloat))];

        Assert.Equal(["[nan -inf 1e-07 1.23457e+06 0]"], HostRun.Single("StringFormat", [Tensor.Create([5], float.NaN, float.NegativeInfinity, 1e-7f, 1234567f, 0f)], DataType.DtString, [.. floats, ("summarize", Attributes.Of(-1L))]).Read());
        Assert.Equal(["[]"], HostRun.Single("StringFormat", [Tensor.Create<float>([0])], DataType.DtString, floats).Read());
    }

    [Fact]
    public void TryLoad_TemplateOfAnotherLength_IsRefused()
    {
        var builder = new SavedModelBuilder();
        var y = builder.Add("StringFormat", "format", [builder.Placeholder("x", DataType.DtFloat)], ("template", Attributes.Of("none")), ("T", Attributes.List(DataType.DtFloat)));
        builder.Sign("serving_default", [("x", TensorProtos.Info("x:0", DataType.DtFloat))], [("y", TensorProtos.Info(y, DataType.DtString))]);

        Assert.Contains("num placeholders in template and num inputs must match: 0 vs. 1", Models.FailToLoad(builder).Message, StringComparison.Ordinal);
    }
}
