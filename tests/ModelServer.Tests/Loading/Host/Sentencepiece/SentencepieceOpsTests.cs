using Google.Protobuf;
using ModelServing.Inference.Errors;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading;
using ModelServing.ModelServer.Runtimes.Host.Sentencepiece;
using ModelServing.Testing.SavedModels;
using Xunit;
using DataType = ModelServing.Inference.Protos.DataType;
using ModelType = ModelServing.ModelServer.Runtimes.Host.Sentencepiece.TrainerSpec.Types.ModelType;

namespace ModelServing.ModelServer.Tests.Loading.Host.Sentencepiece;

/// <summary>TensorFlow Text's operations over SentencePiece models, in graphs as they are exported.</summary>
public sealed class SentencepieceOpsTests
{
    private static readonly ModelProto Model = SentencepieceModels.Create(ModelType.Unigram, ("▁ab", -1), ("▁", -2), ("ab", -3), ("b", -4), ("a", -4));

    [Fact]
    public void Run_Tokenize_GivesNumbersRowByRow() => Assert.Equal(
        ["int32[4] 3 3 4 0", "int64[4] 0 2 2 4"],
        Tokenize("SentencepieceTokenizeOp", ["ab ab", "", "x"], [DataType.DtInt32, DataType.DtInt64]));

    [Fact]
    public void Run_TokenizeWithOffsets_GivesTextsAndPlaces() => Assert.Equal(
        ["string[5] ▁ab ▁ab ▁ab ▁ x", "int32[4] 0 2 3 5", "int64[5] 0 2 0 0 0", "int64[5] 2 5 2 0 1"],
        Tokenize("SentencepieceTokenizeWithOffsetsOp", ["ab ab", "ab", "x"], [DataType.DtString, DataType.DtInt32, DataType.DtInt64, DataType.DtInt64]));

    [Fact]
    public void Run_OptionsThatTheGraphGives_AreObeyed() => Assert.Equal(
        ["int32[6] 2 3 1 2 3 1", "int64[3] 0 3 6"],
        Tokenize("SentencepieceTokenizeOp", ["ab", "ab"], [DataType.DtInt32, DataType.DtInt64], options: [true, true, true]));

    [Fact]
    public void Run_BestWays_AreARowEach() => Assert.Equal(
        ["int32[6] 3 4 5 4 7 6", "int64[4] 0 1 3 6"],
        Tokenize("SentencepieceTokenizeOp", ["ab"], [DataType.DtInt32, DataType.DtInt64], Tensor.Scalar(5), ("return_nbest", Attributes.Of(true))));

    [Theory]
    [InlineData(0, "When return_nbest is true nbest_size must be >= 1; got 0")]
    [InlineData(513, "nbest_size must be nbest_size <= 512")]
    public void Run_NumberOfWaysThatIsImpossible_IsRefused(int count, string expected)
    {
        (string, AttrValue)[] attributes = count == 0 ? [("return_nbest", Attributes.Of(true))] : [];

        var refusal = Assert.Throws<ModelRunException>(() => Tokenize("SentencepieceTokenizeOp", ["ab"], [DataType.DtInt32, DataType.DtInt64], Tensor.Scalar(count), attributes));

        Assert.Equal(expected, refusal.Message);
    }

    [Fact]
    public void Run_NumbersOfWaysPerText_AreOneEach() => Assert.Equal(
        "int32[2] 3 3", Tokenize("SentencepieceTokenizeOp", ["ab", "ab"], [DataType.DtInt32, DataType.DtInt64], Tensor.Create<int>([2], [0, 1]))[0]);

    [Fact]
    public void Run_Detokenize_PutsRowsTogether()
    {
        var numbers = Tensor.Create<int>([5], [3, 3, 1, 4, 5]);

        Assert.Equal("string[3] ab ab  ab", Detokenize(numbers, [0, 2, 3, 5]).Show());
        Assert.Equal("string[1] ab ab", Detokenize(Texts.Of("▁ab", "▁ab"), [0, 2]).Show());
    }

    [Theory]
    [InlineData(new[] { 99 }, new long[] { 0, 1 }, "Invalid id: 99")]
    [InlineData(new[] { -1 }, new long[] { 0, 1 }, "Invalid id: -1")]
    [InlineData(new[] { 3 }, new long[] { 0, 2 }, "Row 0 from 0 to 2 is none of 1 values")]
    [InlineData(new[] { 3 }, new long[0], "input_splits must have at least 1 element.")]
    public void Run_DetokenizeWhatIsNotThere_IsRefused(int[] numbers, long[] splits, string expected) =>
        Assert.Equal(expected, Assert.Throws<ModelRunException>(() => Detokenize(Tensor.Create<int>([numbers.Length], numbers), splits)).Message);

    [Fact]
    public void Run_Vocabulary_IsLookedUpBothWays()
    {
        var builder = new SavedModelBuilder();
        var handle = Tokenizer(builder, "model", Model);
        var ids = builder.Placeholder("ids", DataType.DtInt32, -1);
        var texts = builder.Placeholder("texts", DataType.DtString, -1);
        (string, TensorInfo)[] outputs =
        [
            ("size", TensorProtos.Info(builder.Add("SentencepieceVocabSizeOp", "size", [handle]), DataType.DtInt32)),
            ("names", TensorProtos.Info(builder.Add("SentencepieceIdToStringOp", "names", [handle, ids]), DataType.DtString)),
            ("numbers", TensorProtos.Info(builder.Add("SentencepieceStringToIdOp", "numbers", [handle, texts]), DataType.DtInt32)),
        ];
        builder.Sign("serving_default", [("ids", TensorProtos.Info(ids, DataType.DtInt32)), ("texts", TensorProtos.Info(texts, DataType.DtString))], outputs);
        using var model = Models.Load(builder);

        var results = model.Run("serving_default", new Dictionary<string, Tensor> { ["ids"] = Tensor.Create<int>([2], [1, 3]), ["texts"] = Texts.Of("</s>", "ab", "zz") }, null);

        Assert.Equal(["int32[] 8", "string[2] <s> ▁ab", "int32[3] 2 5 0"], new[] { "size", "names", "numbers" }.Select(name => results[name].Show()));
    }

    /// <summary>As TensorFlow Hub's text encoders are exported: a tokenizer that a function makes, or whose handle it gets.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Run_TokenizerInAFunction_FeedsTheNumericPart(bool makesIt)
    {
        var builder = new SavedModelBuilder();
        var x = builder.Placeholder("x", DataType.DtString, -1);
        string[] settings = [.. Settings(builder, Tensor.Scalar(0), [false, false, false])];
        var table = builder.Variable("table", Tensor.Create<float>([8, 1], [0, 1, 2, 30, 40, 50, 60, 70]));
        var function = builder.Function("encode", body =>
        {
            string[] arguments = [.. new[] { "x", "nbest", "alpha", "bos", "eos", "reverse" }.Select(name => body.Argument(name, DataType.DtInvalid))];
            var handle = makesIt ? body.Add("SentencepieceOp", "own", [], ("model", new AttrValue { S = Model.ToByteString() })) : body.Argument("handle", DataType.DtResource);
            body.Add("SentencepieceTokenizeOp", "cut", [handle, .. arguments]);
            body.Return("cut:output_values:0", DataType.DtInt32);
            body.Return("cut:output_splits:0", DataType.DtInt64);
        });
        builder.Add("StatefulPartitionedCall", "call", [x, .. settings, .. makesIt ? Array.Empty<string>() : [Tokenizer(builder, "model", Model)]], ("f", function));
        var gathered = builder.Add("GatherV2", "rows", [table, "call:0", builder.Constant("axis", Tensor.Scalar(0))], ("Tparams", Attributes.Of(DataType.DtFloat)), ("Tindices", Attributes.Of(DataType.DtInt32)));
        var sum = builder.Add("Sum", "sum", [gathered, builder.Constant("axes", Tensor.Create<int>([1], [0]))], ("T", Attributes.Of(DataType.DtFloat)));
        builder.Sign("serving_default", [("x", TensorProtos.Info(x, DataType.DtString))], [("sum", TensorProtos.Info(sum, DataType.DtFloat)), ("splits", TensorProtos.Info("call:1", DataType.DtInt64))]);
        using var model = Models.Load(builder);

        var results = model.Run("serving_default", new Dictionary<string, Tensor> { ["x"] = Texts.Of("ab", "ab b") }, null);

        Assert.Equal(("float[1] 160", "int64[3] 0 1 4"), (results["sum"].Show(), results["splits"].Show()));
    }

    [Theory]
    [InlineData("", ErrorCode.InvalidArgument, "Op SentencepieceOp at node model: Model argument must be specified.")]
    [InlineData("\u0001\u0002", ErrorCode.Internal, "Op SentencepieceOp at node model: The SentencePiece model cannot be read: ")]
    public void Load_BytesThatAreNoModel_AreRefused(string bytes, ErrorCode code, string expected)
    {
        var builder = new SavedModelBuilder();
        var handle = builder.Add("SentencepieceOp", "model", [], ("model", Attributes.Of(bytes)));
        builder.Sign("serving_default", [], [("size", TensorProtos.Info(builder.Add("SentencepieceVocabSizeOp", "size", [handle]), DataType.DtInt32))]);

        var error = Models.FailToLoad(builder);

        Assert.Equal(code, error.Code);
        Assert.StartsWith(expected, error.Message, StringComparison.Ordinal);
    }

    private static string Tokenizer(SavedModelBuilder builder, string name, ModelProto model) =>
        builder.Add("SentencepieceOp", name, [], ("model", new AttrValue { S = model.ToByteString() }), ("shared_name", Attributes.Of(string.Empty)), ("use_node_name_sharing", Attributes.Of(true)));

    private static IEnumerable<string> Settings(SavedModelBuilder builder, Tensor ways, bool[] options) =>
    [
        builder.Constant("nbest_size", ways),
        builder.Constant("alpha", Tensor.Scalar(1f)),
        .. options.Index().Select(option => builder.Constant($"option{option.Index}", Tensor.Scalar(option.Item))),
    ];

    private static string[] Tokenize(string op, string[] texts, DataType[] outputs, Tensor? ways = null, (string, AttrValue)[]? attributes = null, bool[]? options = null)
    {
        var builder = new SavedModelBuilder();
        var handle = Tokenizer(builder, "model", Model);
        var x = builder.Placeholder("x", DataType.DtString, -1);
        builder.Add(op, "cut", [handle, x, .. Settings(builder, ways ?? Tensor.Scalar(0), options ?? [false, false, false])], [("out_type", Attributes.Of(outputs[0])), ("Tsplits", Attributes.Of(outputs[1])), .. attributes ?? []]);
        builder.Sign("serving_default", [("x", TensorProtos.Info(x, DataType.DtString))], outputs.Select((type, i) => ($"y{i}", TensorProtos.Info($"cut:{i}", type))));
        using var model = Models.Load(builder);
        var results = model.Run("serving_default", new Dictionary<string, Tensor> { ["x"] = Texts.Of(texts) }, null);
        return [.. outputs.Select((_, i) => results[$"y{i}"].Show())];
    }

    private static string[] Tokenize(string op, string[] texts, DataType[] outputs, Tensor ways, (string, AttrValue) attribute) => Tokenize(op, texts, outputs, ways, [attribute]);

    private static Tensor Detokenize(Tensor values, long[] splits)
    {
        var builder = new SavedModelBuilder();
        var handle = Tokenizer(builder, "model", Model);
        var x = builder.Placeholder("x", (DataType)values.DataType, -1);
        var rows = builder.Placeholder("rows", DataType.DtInt64, -1);
        string[] settings = [.. Settings(builder, Tensor.Scalar(0), [false, false, false]).Skip(2)];
        var text = builder.Add("SentencepieceDetokenizeOp", "text", [handle, x, rows, .. settings], ("T", Attributes.Of((DataType)values.DataType)), ("Tsplits", Attributes.Of(DataType.DtInt64)));
        builder.Sign("serving_default", [("x", TensorProtos.Info(x, (DataType)values.DataType)), ("rows", TensorProtos.Info(rows, DataType.DtInt64))], [("text", TensorProtos.Info(text, DataType.DtString))]);
        using var model = Models.Load(builder);
        return model.Run("serving_default", new Dictionary<string, Tensor> { ["x"] = values, ["rows"] = Tensor.Create<long>([splits.Length], splits) }, null)["text"];
    }
}
