using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Tests.Loading.Ops;
using ModelServing.Testing.SavedModels;
using Xunit;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading.Host;

/// <summary>A LinearClassifier of TensorFlow 1: a number, its buckets, hashed words, and the cross of both, over variables in two partitions.</summary>
public sealed class LinearClassifierTests
{
    private const int HashBuckets = 7;
    private const int CrossBuckets = 11;
    private const long HashKey = 956888297470;

    private static readonly float[] Boundaries = [0f, 2f, 5f];
    private static readonly (string, AttrValue) Long = ("T", Attributes.Of(DataType.DtInt64));
    private static readonly (string, AttrValue)[] CrossTypes =
    [
        ("N", Attributes.Of(2L)), ("hashed_output", Attributes.Of(true)), ("num_buckets", Attributes.Of((long)CrossBuckets)), ("hash_key", Attributes.Of(HashKey)), ("out_type", Attributes.Of(DataType.DtInt64)),
        ("internal_type", Attributes.Of(DataType.DtInt64)), ("sparse_types", Attributes.List(DataType.DtInt64, DataType.DtString)), ("dense_types", Attributes.List(Array.Empty<DataType>())),
    ];

    private readonly Dictionary<string, float[]> _weights = new() { ["bucket"] = OpRun.Random(1, 4, 1).Floats(), ["job"] = OpRun.Random(2, HashBuckets, 1).Floats(), ["cross"] = OpRun.Random(3, CrossBuckets, 1).Floats() };

    [Fact]
    public void Run_Examples_EqualTheSumsByHand()
    {
        using var model = Models.Load(Build());
        (float Age, string[] Jobs)[] rows = [(-1f, ["nurse"]), (0f, []), (1.5f, ["clerk", "farmer"]), (5f, ["clerk", "clerk"]), (7f, ["nurse", "pilot", "clerk"])];
        var examples = Texts.OfBytes([.. rows.Select(row => ExampleOpsTests.Write(("age", ExampleOpsTests.Floats(row.Age)), ("job", ExampleOpsTests.Words(row.Jobs))))]);

        var results = model.Run("serving_default", new Dictionary<string, Tensor> { ["inputs"] = examples }, null);

        var likely = rows.Select(row => 1 / (1 + Math.Exp(-Logit(row.Age, row.Jobs)))).ToArray();
        Close.To([rows.Length, 2], likely.SelectMany(p => new[] { 1 - p, p }), results["scores"], 1e-5);
        Assert.Equal(likely.Select(p => p > 0.5 ? "1" : "0"), results["classes"].Read());
        Assert.Equal("float[0,2]", model.Run("serving_default", new Dictionary<string, Tensor> { ["inputs"] = Texts.Of() }, null)["scores"].Show());
    }

    private SavedModelBuilder Build()
    {
        var b = new SavedModelBuilder();
        var examples = b.Placeholder("input_example_tensor", DataType.DtString, -1);
        string[] inputs = [examples, b.Constant("names", Texts.Of()), b.Constant("sparse_keys_0", Tensor.FromStrings([], "job")), b.Constant("dense_keys_0", Tensor.FromStrings([], "age")), b.Constant("age_default", Tensor.Create<float>([0]))];
        b.Add("ParseExample", "ParseExample", inputs,
            ("Nsparse", Attributes.Of(1L)), ("Ndense", Attributes.Of(1L)), ("sparse_types", Attributes.List(DataType.DtString)), ("Tdense", Attributes.List(DataType.DtFloat)), ("dense_shapes", Attributes.Shapes([1])));
        var buckets = b.Bucketized("linear/bucket", "ParseExample:3", Boundaries);
        var hashed = b.Add("StringToHashBucketFast", "linear/job/lookup", ["ParseExample:1"], ("num_buckets", Attributes.Of((long)HashBuckets)));
        b.Add("SparseCross", "linear/cross/SparseCross", [buckets.Indices, "ParseExample", buckets.Values, "ParseExample:1", buckets.Shape, "ParseExample:2"], CrossTypes);
        var age = b.Add("MatMul", "linear/age/weighted_sum", ["ParseExample:3", b.Variable("linear/age/weights", Tensor.Create([1, 1], 0.25f))], OpRun.Float);
        string[] sums =
        [
            age,
            Sum(b, "bucket", buckets),
            Sum(b, "job", ("ParseExample", hashed, "ParseExample:2")),
            Sum(b, "cross", ("linear/cross/SparseCross", "linear/cross/SparseCross:1", "linear/cross/SparseCross:2")),
        ];
        var total = b.Add("AddN", "linear/weighted_sum_no_bias", sums, OpRun.Float, ("N", Attributes.Of((long)sums.Length)));
        var logits = b.Add("BiasAdd", "linear/weighted_sum", [total, b.Variable("linear/bias_weights", Tensor.Create([1], -0.5f))], OpRun.Float);
        var pair = b.Add("ConcatV2", "head/two_class_logits", [b.Add("ZerosLike", "head/zeros_like", [logits], OpRun.Float), logits, b.Number("head/axis", -1)], OpRun.Float, ("N", Attributes.Of(2L)));
        var scores = b.Add("Softmax", "head/probabilities", [pair], OpRun.Float);
        var ids = b.Add("ExpandDims", "head/ExpandDims", [b.Add("ArgMax", "head/class_ids", [pair, b.Number("head/dimension", -1)], OpRun.Float), b.Number("head/dim", -1)], Long);
        b.Sign(
            "serving_default",
            [("inputs", TensorProtos.Info(examples, DataType.DtString, -1))],
            [("classes", TensorProtos.Info(b.Add("AsString", "head/str_classes", [ids], Long), DataType.DtString, -1, 1)), ("scores", TensorProtos.Info(scores, DataType.DtFloat, -1, 2))],
            "tensorflow/serving/classify");
        return b;
    }

    /// <summary>The first partition has the row that is left over.</summary>
    private string Sum(SavedModelBuilder b, string name, (string Indices, string Values, string Shape) ids)
    {
        var weights = _weights[name];
        var first = (weights.Length + 1) / 2;
        return b.WeightedSum($"linear/{name}/weighted_sum", ids, Tensor.Create<float>([first, 1], weights.AsSpan(0, first)), Tensor.Create<float>([weights.Length - first, 1], weights.AsSpan(first)));
    }

    private double Logit(float age, string[] jobs)
    {
        var bucket = Boundaries.Count(boundary => age >= boundary);
        var hashes = jobs.Select(job => HostRun.Single("StringToHashBucketFast", [Texts.Of(job)], DataType.DtInt64, ("num_buckets", Attributes.Of((long)HashBuckets))).AsSpan<long>()[0]);
        var crosses = jobs.Select(job => Cross(bucket, job));
        return (0.25 * age) - 0.5 + _weights["bucket"][bucket] + hashes.Sum(id => _weights["job"][id]) + crosses.Sum(id => _weights["cross"][id]);
    }

    private static long Cross(long bucket, string job)
    {
        var (first, shape) = (Tensor.Create([1, 2], 0L, 0L), Tensor.Create([2], 1L, 1L));
        return HostRun.Run("SparseCross", [first, first, Tensor.Create([1], bucket), Texts.Of(job), shape, shape], [DataType.DtInt64, DataType.DtInt64, DataType.DtInt64], CrossTypes)[1].AsSpan<long>()[0];
    }
}
