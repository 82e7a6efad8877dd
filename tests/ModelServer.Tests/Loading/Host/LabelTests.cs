using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading;
using ModelServing.ModelServer.Tests.Loading.Ops;
using ModelServing.Testing.SavedModels;
using Xunit;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading.Host;

/// <summary>Numbers first, names after: labels looked up behind the classifier, and stages that take turns.</summary>
public sealed class LabelTests
{
    [Fact]
    public void Run_LabelsAfterArgMax_NameTheBestClass()
    {
        var builder = new SavedModelBuilder();
        var x = builder.Placeholder("x", DataType.DtFloat, -1, 2);
        var scores = Scores(builder, x);
        builder.Sign(
            "serving_default",
            [("x", TensorProtos.Info(x, DataType.DtFloat))],
            [("label", TensorProtos.Info(Label(builder, scores), DataType.DtString)), ("scores", TensorProtos.Info(scores, DataType.DtFloat))]);
        using var model = Models.Load(builder);
        var inputs = new Dictionary<string, Tensor> { ["x"] = Tensor.Create([3, 2], 1f, 0f, 0f, 1f, -1f, -1f) };

        var results = model.Run("serving_default", inputs, null);

        Assert.Equal("string[3] cat dog bird", results["label"].Show());
        Assert.Equal("float[3,3] 2 0 -1 0 2 -1 -2 -2 2", results["scores"].Show());
        Assert.Equal(["label"], model.Run("serving_default", inputs, ["label"]).Keys);
    }

    /// <summary>Text to length (host), to scores (runtime), to a label (host), to its length (host) and its square root (runtime).</summary>
    [Fact]
    public void Run_StagesThatTakeTurns_HandValuesOn()
    {
        var builder = new SavedModelBuilder();
        var text = builder.Placeholder("text", DataType.DtString, -1, 2);
        var lengths = builder.Add("Cast", "lengths", [builder.Add("StringLength", "count", [text])], ("SrcT", Attributes.Of(DataType.DtInt32)), ("DstT", Attributes.Of(DataType.DtFloat)));
        var label = Label(builder, Scores(builder, lengths));
        var size = builder.Add("Cast", "size", [builder.Add("StringLength", "label_length", [label])], ("SrcT", Attributes.Of(DataType.DtInt32)), ("DstT", Attributes.Of(DataType.DtFloat)));
        var root = builder.Add("Sqrt", "root", [size], OpRun.Float);
        builder.Sign("serving_default", [("text", TensorProtos.Info(text, DataType.DtString))], [("label", TensorProtos.Info(label, DataType.DtString)), ("root", TensorProtos.Info(root, DataType.DtFloat))]);
        using var model = Models.Load(builder);

        var results = model.Run("serving_default", new Dictionary<string, Tensor> { ["text"] = Tensor.FromStrings([2, 2], "long", "s", "s", "long") }, null);

        Assert.Equal("string[2] cat dog", results["label"].Show());
        Assert.Equal($"float[2] {MathF.Sqrt(3)} {MathF.Sqrt(3)}", results["root"].Show());
    }

    [Fact]
    public void TryLoad_OpsOfTensorFlowText_AreNamed()
    {
        var builder = new SavedModelBuilder();
        var text = builder.Placeholder("text", DataType.DtString, -1);
        builder.Add("TFText>FastSentencepieceTokenize", "tokens", [builder.Add("StringLower", "lower", [text])]);
        builder.Sign("serving_default", [("text", TensorProtos.Info(text, DataType.DtString))], [("ids", TensorProtos.Info("tokens:0", DataType.DtInt32)), ("lower", TensorProtos.Info("lower:0", DataType.DtString))]);

        Assert.Equal(
            new LoadError(Inference.Errors.ErrorCode.Unimplemented, "Signature serving_default needs ops that are not supported: TFText>FastSentencepieceTokenize (node tokens)"),
            Models.FailToLoad(builder));
    }

    private static string Scores(SavedModelBuilder builder, string values) =>
        builder.Add("MatMul", "scores", [values, builder.Variable("kernel", Tensor.Create([2, 3], 2f, 0f, -1f, 0f, 2f, -1f))], OpRun.Float);

    private static string Label(SavedModelBuilder builder, string scores)
    {
        var table = builder.Table("labels", DataType.DtInt64, DataType.DtString);
        var file = builder.Asset("labels_path", "labels.txt", "cat\ndog\nbird\n"u8.ToArray());
        builder.Add("InitializeTableFromTextFileV2", "labels_init", [table, file], ("key_index", Attributes.Of(-1L)), ("value_index", Attributes.Of(-2L)));
        builder.InitOp("labels_init");
        var best = builder.Add("ArgMax", "best", [scores, builder.Constant("last", Tensor.Scalar(1))], OpRun.Float);
        return builder.Add("LookupTableFindV2", "label", [table, best, builder.Constant("none", Tensor.FromStrings([], "?"))], ("Tin", Attributes.Of(DataType.DtInt64)), ("Tout", Attributes.Of(DataType.DtString)));
    }
}
