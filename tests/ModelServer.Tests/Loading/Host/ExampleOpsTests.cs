using Google.Protobuf;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading;
using ModelServing.Testing.SavedModels;
using Xunit;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading.Host;

public sealed class ExampleOpsTests
{
    private static readonly DataType[] Outputs =
    [
        DataType.DtInt64, DataType.DtInt64, DataType.DtString, DataType.DtInt64, DataType.DtInt64, DataType.DtInt64, // sparse: indices, values, shapes of both
        DataType.DtFloat, DataType.DtString, DataType.DtInt64, DataType.DtInt64, // dense: fixed, of varying length; ragged: values, splits
    ];

    private static readonly (string, AttrValue)[] Attribute =
    [
        ("num_sparse", Attributes.Of(2L)), ("sparse_types", Attributes.List(DataType.DtString, DataType.DtInt64)), ("Tdense", Attributes.List(DataType.DtFloat, DataType.DtString)),
        ("dense_shapes", Attributes.Shapes([2], [-1])), ("ragged_value_types", Attributes.List(DataType.DtInt64)), ("ragged_split_types", Attributes.List(DataType.DtInt64)),
    ];

    [Fact]
    public void Run_ParseExampleV2_GivesSparseDenseAndRagged()
    {
        var results = Parse(
            Write(("words", Words("a", "b")), ("x", Floats(1, 2)), ("tags", Words("t1", "t2")), ("ids", Ints(7))),
            Write(("x", Floats(3, 4)), ("n", Ints(5))),
            Write(("words", Words("c")), ("tags", Words("t3")), ("ids", Ints(8, 9))));

        Assert.Equal(
            [
                "int64[3,2] 0 0 0 1 2 0", "int64[1,2] 1 0", "string[3] a b c", "int64[1] 5", "int64[2] 3 2", "int64[2] 3 1",
                "float[3,2] 1 2 3 4 -1 -1", "string[3,2] t1 t2 - - t3 -", "int64[3] 7 8 9", "int64[4] 0 1 1 3",
            ],
            results.Select(HostRun.Show));
    }

    [Fact]
    public void Run_NoExamples_GivesEmptyBatches() => Assert.Equal(
        [
            "int64[0,2]", "int64[0,2]", "string[0]", "int64[0]", "int64[2] 0 0", "int64[2] 0 0",
            "float[0,2]", "string[0,0]", "int64[0]", "int64[1] 0",
        ],
        Parse().Select(HostRun.Show));

    [Fact]
    public void Run_BadExamples_AreRefusedInTensorFlowsWords()
    {
        Assert.Equal("Name: <unknown>, Key: words, Index: 1.  Data types don't match. Data type: float but expected type: string", Refusal(Write(), Write(("words", Floats(1)))));
        Assert.Equal("Name: <unknown>, Key: x, Index: 0.  Number of float values != expected.  Values size: 3 but output shape: [2]", Refusal(Write(("x", Floats(1, 2, 3)))));
        Assert.StartsWith("Could not parse example input", Refusal([0xFF]), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_MissingFeatureWithoutDefault_IsRefused()
    {
        Tensor[] inputs = [Texts.OfBytes(Write()), Texts.Of(), Tensor.FromStrings([], "words"), Tensor.FromStrings([], "x"), Tensor.Create<float>([0])];
        (string, AttrValue)[] attributes =
        [
            ("Nsparse", Attributes.Of(1L)), ("Ndense", Attributes.Of(1L)), ("sparse_types", Attributes.List(DataType.DtString)), ("Tdense", Attributes.List(DataType.DtFloat)), ("dense_shapes", Attributes.Shapes([1])),
        ];

        Assert.Equal(
            "Name: <unknown>, Feature: x (data type: float) is required but could not be found.",
            Assert.Throws<ModelRunException>(() => HostRun.Run("ParseExample", inputs, [DataType.DtInt64, DataType.DtString, DataType.DtInt64, DataType.DtFloat], attributes)).Message);
    }

    [Fact]
    public void Run_ParseSingleExample_HasNoBatch()
    {
        Tensor[] inputs = [Tensor.FromStrings([], [Write(("words", Words("a", "b")), ("x", Floats(1, 2)))]), Tensor.Create([2], 0f, 0f)];
        var results = HostRun.Run(
            "ParseSingleExample",
            inputs,
            [DataType.DtInt64, DataType.DtString, DataType.DtInt64, DataType.DtFloat],
            ("num_sparse", Attributes.Of(1L)), ("sparse_keys", Attributes.List("words")), ("sparse_types", Attributes.List(DataType.DtString)),
            ("dense_keys", Attributes.List("x")), ("Tdense", Attributes.List(DataType.DtFloat)), ("dense_shapes", Attributes.Shapes([2])));

        Assert.Equal(["int64[2,1] 0 1", "string[2] a b", "int64[1] 2", "float[2] 1 2"], results.Select(HostRun.Show));
    }

    internal static byte[] Write(params (string Name, Feature Feature)[] features)
    {
        var example = new Example { Features = new() };
        foreach (var (name, feature) in features)
        {
            example.Features.Feature.Add(name, feature);
        }

        return example.ToByteArray();
    }

    internal static Feature Words(params string[] values) => new() { BytesList = new() { Value = { values.Select(ByteString.CopyFromUtf8) } } };

    internal static Feature Floats(params float[] values) => new() { FloatList = new() { Value = { values } } };

    private static Feature Ints(params long[] values) => new() { Int64List = new() { Value = { values } } };

    private static string Refusal(params byte[][] examples) => Assert.Throws<ModelRunException>(() => Parse(examples)).Message;

    private static Tensor[] Parse(params byte[][] examples)
    {
        Tensor[] inputs =
        [
            Texts.OfBytes(examples), Texts.Of(), Texts.Of("words", "n"), Texts.Of("x", "tags"), Texts.Of("ids"), Tensor.Create([2], -1f, -1f), Tensor.FromStrings([], "-"),
        ];
        return HostRun.Run("ParseExampleV2", inputs, Outputs, Attribute);
    }
}
