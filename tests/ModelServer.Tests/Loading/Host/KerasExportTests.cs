using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Tests.Loading.Ops;
using ModelServing.Testing.SavedModels;
using Xunit;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading.Host;

/// <summary>Preprocessing layers of Keras before dense ones, in the shape of Keras' exports: nested functions that get tables and variables as arguments.</summary>
public sealed class KerasExportTests
{
    private const int Length = 4;
    private const int Width = 3;
    private static readonly string[] Vocabulary = ["the", "film", "was", "great", "naïve"];
    private static readonly float[] Bias = [0.25f];

    [Fact]
    public void Run_TextVectorizationEmbeddingDense_EqualsTheLayersByHand()
    {
        var embedding = OpRun.Random(1, Vocabulary.Length + 2, Width);
        var kernel = OpRun.Random(2, Width, 1);
        var builder = TextModel(embedding, kernel);
        using var model = Models.Load(builder);
        string[] texts = ["The film was GREAT!!", "", "  naïve, unknown-words: the the the the ", "was"];

        var result = model.Run("serving_default", new Dictionary<string, Tensor> { ["text"] = Tensor.FromStrings([4, 1], texts) }, null)["dense"];

        Close.To([4, 1], texts.Select(text => ByHand(text, embedding.Floats(), kernel.Floats())), result, 1e-5);
        Assert.Equal([0L, 1], model.Run("serving_default", new Dictionary<string, Tensor> { ["text"] = Tensor.FromStrings([0, 1], Array.Empty<string>()) }, null)["dense"].Shape.ToArray());
    }

    [Fact]
    public async Task Run_TextModelFromManyThreads_AnswersEachItsOwn()
    {
        var embedding = OpRun.Random(1, Vocabulary.Length + 2, Width);
        var kernel = OpRun.Random(2, Width, 1);
        using var model = Models.Load(TextModel(embedding, kernel));

        await Task.WhenAll(Enumerable.Range(0, 8).Select(thread => Task.Run(() =>
        {
            for (var i = 0; i < 25; i++)
            {
                string[] texts = [Vocabulary[(thread + i) % Vocabulary.Length], string.Join(' ', Vocabulary.Take(i % 5))];
                var result = model.Run("serving_default", new Dictionary<string, Tensor> { ["text"] = Tensor.FromStrings([2, 1], texts) }, null)["dense"];
                Close.To([2, 1], texts.Select(text => ByHand(text, embedding.Floats(), kernel.Floats())), result, 1e-5);
            }
        })));
    }

    /// <summary>A string and an integer feature, looked up and encoded as several-hot vectors, beside a number.</summary>
    [Fact]
    public void Run_LookupsBesideANumber_EqualTheLayersByHand()
    {
        var kernel = OpRun.Random(3, 4 + 3 + 1, 2);
        using var model = Models.Load(LookupModel(kernel));
        (string Color, long Code, float Number)[] rows = [("red", 30, 0.5f), ("blue", 10, -1f), ("?", 11, 2f)];
        var inputs = new Dictionary<string, Tensor>
        {
            ["color"] = Tensor.FromStrings([3, 1], [.. rows.Select(row => row.Color)]),
            ["code"] = Tensor.Create<long>([3, 1], [.. rows.Select(row => row.Code)]),
            ["number"] = Tensor.Create<float>([3, 1], [.. rows.Select(row => row.Number)]),
        };

        var result = model.Run("serving_default", inputs, null)["dense"];

        var weights = kernel.Floats();
        var expected = rows.SelectMany(row => Enumerable.Range(0, 2).Select(unit =>
        {
            var color = 1 + Array.IndexOf(["red", "green", "blue"], row.Color);
            var code = 1 + Array.IndexOf([10L, 30L], row.Code);
            return (double)weights[(color * 2) + unit] + weights[((4 + code) * 2) + unit] + (row.Number * weights[(7 * 2) + unit]);
        }));
        Close.To([3, 2], expected, result, 1e-5);
    }

    /// <summary>Lower case, no punctuation, split at blanks, cut or padded to a length; 0 pads and 1 is unknown.</summary>
    private static double ByHand(string text, float[] embedding, float[] kernel)
    {
        var clean = new string([.. text.ToLowerInvariant().Where(character => !char.IsPunctuation(character))]);
        var ids = clean.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => Array.IndexOf(Vocabulary, word) is var at && at < 0 ? 1 : at + 2).Take(Length).ToList();
        ids.AddRange(Enumerable.Repeat(0, Length - ids.Count));
        var sum = (double)Bias[0];
        for (var i = 0; i < Width; i++)
        {
            sum += ids.Average(id => (double)embedding[(id * Width) + i]) * kernel[i];
        }

        return 1 / (1 + Math.Exp(-sum));
    }

    private static SavedModelBuilder TextModel(Tensor embedding, Tensor kernel)
    {
        var builder = new SavedModelBuilder();
        var table = builder.Table("string_lookup_table", DataType.DtString, DataType.DtInt64);
        var ids = Enumerable.Range(2, Vocabulary.Length).Select(id => (long)id).ToArray();
        builder.InitializeByFunction(table, builder.Constant("keys", Texts.Of(Vocabulary)), builder.Constant("values", Tensor.Create<long>([ids.Length], ids)), (DataType.DtString, DataType.DtInt64));
        string[] arguments = ["text", "table", "unknown", "embedding", "kernel", "bias"];
        builder.Graph.Library.Function.Add(TextFunction(arguments));
        builder.Graph.Library.Function.Add(Functions.Define("signature_wrapper", arguments, [("dense", "call:output:0")], ["call"], Functions.Call("call", "model", arguments)));
        string[] inputs =
        [
            builder.Placeholder("serving_default_text", DataType.DtString, -1, 1), table, builder.Constant("unknown", Tensor.Scalar(1L)),
            builder.VariableHandle("embedding", embedding), builder.VariableHandle("kernel", kernel), builder.VariableHandle("bias", Tensor.Create<float>([1], Bias)),
        ];
        builder.Graph.Node.Add(Functions.Call("StatefulPartitionedCall", "signature_wrapper", inputs));
        builder.Sign("serving_default", [("text", TensorProtos.Info(inputs[0], DataType.DtString, -1, 1))], [("dense", TensorProtos.Info("StatefulPartitionedCall:0", DataType.DtFloat, -1, 1))]);
        return builder;
    }

    private static FunctionDef TextFunction(string[] arguments)
    {
        var body = new Body();
        var lower = body.Add("StringLower", "output", ["text"], ("encoding", Attributes.Of("utf-8")));
        var clean = body.Add("StaticRegexReplace", "output", [lower], ("pattern", Attributes.Of("[!\"#$%&()\\*\\+,-\\./:;<=>?@\\[\\\\\\]^_`{|}~\\']")), ("rewrite", Attributes.Of(string.Empty)));
        var flat = body.Add("Squeeze", "output", [clean], Texts.Type, ("squeeze_dims", Attributes.List(-1L)));
        var split = body.Add("StringSplitV2", "indices", [flat, body.Constant(Tensor.FromStrings([], ""))]);
        var splits = RowSplits(body, split);
        var found = body.Add("LookupTableFindV2", "values", ["table", split.Replace("indices", "values", StringComparison.Ordinal), "unknown"], ("Tin", Attributes.Of(DataType.DtString)), ("Tout", Attributes.Of(DataType.DtInt64)));
        var dense = body.Add(
            "RaggedTensorToTensor",
            "result",
            [body.Constant(Tensor.Create([2], -1L, Length)), found, body.Constant(Tensor.Scalar(0L)), splits],
            ("T", Attributes.Of(DataType.DtInt64)), ("Tindex", Attributes.Of(DataType.DtInt64)), ("Tshape", Attributes.Of(DataType.DtInt64)),
            ("num_row_partition_tensors", Attributes.Of(1L)), ("row_partition_types", Attributes.List("ROW_SPLITS")));
        var embedded = body.Add("ResourceGather", "output", ["embedding", dense], ("dtype", Attributes.Of(DataType.DtFloat)), ("Tindices", Attributes.Of(DataType.DtInt64)));
        var mean = body.Add("Mean", "output", [embedded, body.Constant(Tensor.Scalar(1))], OpRun.Float, ("keep_dims", Attributes.Of(false)));
        var product = body.Add("MatMul", "product", [mean, Read(body, "kernel")], OpRun.Float);
        var sum = body.Add("BiasAdd", "output", [product, Read(body, "bias")], OpRun.Float);
        return Functions.Define("model", arguments, [("output", body.Add("Sigmoid", "y", [sum], OpRun.Float))], [], body.Nodes);
    }

    /// <summary>The arithmetic by which TensorFlow makes row splits of a sparse tensor's row ids.</summary>
    private static string RowSplits(Body body, string split)
    {
        const DataType Int = DataType.DtInt32;
        var rowIds = body.Cast(body.At(split, DataType.DtInt64, [0, 0], [0, 1], openMask: 1, shrinkMask: 2), DataType.DtInt64, Int);
        var rows = body.Cast(body.At(split.Replace("indices", "shape", StringComparison.Ordinal), DataType.DtInt64, [0], [1], openMask: 0, shrinkMask: 1), DataType.DtInt64, Int);
        var count = body.Add("Prod", "output", [body.Add("Shape", "output", [rowIds], ("T", Attributes.Of(Int))), body.Vector(0)], ("T", Attributes.Of(Int)));
        var any = body.Cast(body.Math("Greater", count, body.Constant(Tensor.Scalar(0)), Int), DataType.DtBool, Int);
        var last = body.Add("Max", "output", [rowIds, body.Vector(0)], ("T", Attributes.Of(Int)));
        var needed = body.Math("Mul", any, body.Math("AddV2", last, body.Constant(Tensor.Scalar(1)), Int), Int);
        var size = body.Math("Minimum", rows, body.Math("Maximum", rows, needed, Int), Int);
        var lengths = body.Add("Bincount", "bins", [rowIds, size, body.Constant(Tensor.Create<long>([0]))], ("T", Attributes.Of(DataType.DtInt64)));
        var sums = body.Add("Cumsum", "out", [lengths, body.Constant(Tensor.Scalar(0))], ("T", Attributes.Of(DataType.DtInt64)));
        return body.Add("ConcatV2", "output", [body.Constant(Tensor.Create([1], 0L)), sums, body.Constant(Tensor.Scalar(0))], ("T", Attributes.Of(DataType.DtInt64)), ("N", Attributes.Of(2L)));
    }

    private static string Read(Body body, string variable) => body.Add("ReadVariableOp", "value", [variable], ("dtype", Attributes.Of(DataType.DtFloat)));

    private static SavedModelBuilder LookupModel(Tensor kernel)
    {
        var builder = new SavedModelBuilder();
        var colors = builder.Table("colors", DataType.DtString, DataType.DtInt64);
        builder.InitializeByFunction(colors, builder.Constant("keys", Texts.Of("red", "green", "blue")), builder.Constant("values", Tensor.Create([3], 1L, 2, 3)), (DataType.DtString, DataType.DtInt64));
        var codes = builder.RestoredTable("codes", Tensor.Create([2], 10L, 30), Tensor.Create([2], 1L, 2));
        var color = builder.Placeholder("color", DataType.DtString, -1, 1);
        var code = builder.Placeholder("code", DataType.DtInt64, -1, 1);
        var number = builder.Placeholder("number", DataType.DtFloat, -1, 1);
        var features = builder.Add(
            "ConcatV2",
            "features",
            [SeveralHot(builder, "color_ids", colors, color, DataType.DtString, 4), SeveralHot(builder, "code_ids", codes, code, DataType.DtInt64, 3), number, builder.Constant("axis", Tensor.Scalar(-1))],
            OpRun.Float, ("N", Attributes.Of(3L)));
        var dense = builder.Add("MatMul", "dense", [features, builder.Variable("kernel", kernel)], OpRun.Float);
        builder.Sign(
            "serving_default",
            [("color", TensorProtos.Info(color, DataType.DtString)), ("code", TensorProtos.Info(code, DataType.DtInt64)), ("number", TensorProtos.Info(number, DataType.DtFloat))],
            [("dense", TensorProtos.Info(dense, DataType.DtFloat))]);
        return builder;
    }

    private static string SeveralHot(SavedModelBuilder builder, string name, string table, string values, DataType type, long size)
    {
        var ids = builder.Add("LookupTableFindV2", name, [table, values, builder.Constant(name + "_unknown", Tensor.Scalar(0L))], ("Tin", Attributes.Of(type)), ("Tout", Attributes.Of(DataType.DtInt64)));
        return builder.Add(
            "DenseBincount",
            name + "_hot",
            [ids, builder.Constant(name + "_size", Tensor.Scalar(size)), builder.Constant(name + "_weights", Tensor.Create<float>([0]))],
            OpRun.Float, ("Tidx", Attributes.Of(DataType.DtInt64)), ("binary_output", Attributes.Of(true)));
    }
}
