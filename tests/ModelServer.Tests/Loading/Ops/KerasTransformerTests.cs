using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Tests.Loading.Host;
using ModelServing.Testing.SavedModels;
using Xunit;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading.Ops;

/// <summary>A text classifier as Keras 2 exports it: a masked embedding, attention of two heads, normalization of layers, and an average over what is not masked.</summary>
public sealed class KerasTransformerTests
{
    private const int Words = 9;
    private const int Width = 6;
    private const int Heads = 2;
    private const int Depth = 3;
    private const int Time = 5;
    private const float Epsilon = 0.001f;

    private static readonly (string, AttrValue) Int = ("T", Attributes.Of(DataType.DtInt32));
    private static readonly int[][] Rows = [[3, 1, 4, 1, 5], [2, 7, 0, 0, 0], [8, 0, 0, 0, 0]];

    private readonly Dictionary<string, float[]> _weights = [];
    private readonly SavedModelBuilder _b = new();

    [Fact]
    public void Run_MaskedAttention_EqualsPlainLoops()
    {
        var ids = _b.Placeholder("ids", DataType.DtInt32, -1, Time);
        var embedded = _b.Add("ResourceGather", "embedding", [Handle("table", 1, Words, Width), ids], ("dtype", Attributes.Of(DataType.DtFloat)), ("Tindices", Attributes.Of(DataType.DtInt32)));
        var mask = _b.Add("NotEqual", "mask", [ids, _b.Number("mask/zero", 0)], Int);
        var attended = _b.Add("AddV2", "residual", [embedded, Attention(Norm("norm", embedded), mask)], OpRun.Float);
        var weights = _b.Add("ExpandDims", "pool/ExpandDims", [_b.Add("Cast", "pool/Cast", [mask], ("SrcT", Attributes.Of(DataType.DtBool)), ("DstT", Attributes.Of(DataType.DtFloat))), _b.Number("pool/dim", 2)], OpRun.Float);
        var axis = _b.Number("pool/axis", 1);
        var pooled = _b.Add("RealDiv", "pool/truediv", [_b.Add("Sum", "pool/Sum", [_b.Add("Mul", "pool/mul", [Norm("norm_1", attended), weights], OpRun.Float), axis], OpRun.Float), _b.Add("Sum", "pool/Sum_1", [weights, axis], OpRun.Float)], OpRun.Float);
        _b.Sign("serving_default", [("ids", TensorProtos.Info(ids, DataType.DtInt32))], [("y", TensorProtos.Info(pooled, DataType.DtFloat))]);
        using var model = Models.Load(_b);

        var y = model.Run("serving_default", new Dictionary<string, Tensor> { ["ids"] = Tensor.Create<int>([Rows.Length, Time], [.. Rows.SelectMany(row => row)]) }, null)["y"];

        Close.To([Rows.Length, Width], Rows.SelectMany(ByHand), y, 1e-4);
    }

    /// <summary>What stands in [batch, time, width] becomes one image, whose channels are the rows, each normalized by its own mean and variance.</summary>
    private string Norm(string name, string value)
    {
        var shape = _b.Add("Shape", name + "/Shape", [value], OpRun.Float);
        var sizes = Enumerable.Range(0, 3).Select(axis => _b.Element($"{name}/size_{axis}", shape, axis, DataType.DtInt32)).ToArray();
        var rows = _b.Add("Mul", name + "/rows", [_b.Add("Mul", name + "/first", [_b.Number(name + "/one", 1), sizes[0]], Int), sizes[1]], Int);
        var squeezed = _b.Add("Pack", name + "/Reshape/shape", [name + "/one:0", rows, sizes[2], name + "/one:0"], Int, ("N", Attributes.Of(4L)));
        var dims = _b.Add("Pack", name + "/ones/packed", [rows], Int, ("N", Attributes.Of(1L)));
        string[] inputs =
        [
            _b.Add("Reshape", name + "/Reshape", [value, squeezed], OpRun.Float),
            _b.Add("Fill", name + "/ones", [dims, _b.Constant(name + "/1", Tensor.Scalar(1f))], OpRun.Float),
            _b.Add("Fill", name + "/zeros", [dims, _b.Constant(name + "/0", Tensor.Scalar(0f))], OpRun.Float),
            _b.Constant(name + "/Const", Tensor.Create<float>([0])),
            _b.Constant(name + "/Const_1", Tensor.Create<float>([0])),
        ];
        var normal = _b.Add("FusedBatchNormV3", name + "/FusedBatchNormV3", inputs, OpRun.Float, ("U", Attributes.Of(DataType.DtFloat)), ("data_format", Attributes.Of("NCHW")), ("epsilon", Attributes.Of(Epsilon)));
        var scaled = _b.Add("Mul", name + "/mul", [_b.Add("Reshape", name + "/Reshape_1", [normal, shape], OpRun.Float), Weight(name + "/gamma", 20, Width)], OpRun.Float);
        return _b.Add("AddV2", name, [scaled, Weight(name + "/beta", 21, Width)], OpRun.Float);
    }

    private string Attention(string value, string mask)
    {
        var query = _b.Add("Mul", "attention/Mul", [Projected("query", value), _b.Constant("attention/Mul/y", Tensor.Scalar((float)(1 / Math.Sqrt(Depth))))], OpRun.Float);
        var scores = Einsum("attention/scores", "aecd,abcd->acbe", Projected("key", value), query);
        var column = _b.Add(
            "StridedSlice",
            "attention/mask",
            [mask, _b.Vector("attention/m0", 0, 0, 0, 0), _b.Vector("attention/m1", 0, 0, 0, 0), _b.Vector("attention/m2", 1, 1, 1, 1)],
            ("T", Attributes.Of(DataType.DtBool)), ("Index", Attributes.Of(DataType.DtInt32)), ("begin_mask", Attributes.Of(9L)), ("end_mask", Attributes.Of(9L)), ("new_axis_mask", Attributes.Of(6L)));
        var kept = _b.Add("Cast", "attention/Cast", [column], ("SrcT", Attributes.Of(DataType.DtBool)), ("DstT", Attributes.Of(DataType.DtFloat)));
        var adder = _b.Add("Mul", "attention/adder", [_b.Add("Sub", "attention/sub", [_b.Constant("attention/whole", Tensor.Scalar(1f)), kept], OpRun.Float), _b.Constant("attention/large", Tensor.Scalar(-1e9f))], OpRun.Float);
        var chances = _b.Add("Softmax", "attention/Softmax", [_b.Add("AddV2", "attention/masked", [scores, adder], OpRun.Float)], OpRun.Float);
        var joined = Einsum("attention/joined", "acbe,aecd->abcd", chances, Projected("value", value));
        return _b.Add("AddV2", "attention/output", [Einsum("attention/output/einsum", "abcd,cde->abe", joined, Weight("output", 30, Heads, Depth, Width)), Weight("output_bias", 31, Width)], OpRun.Float);
    }

    private string Projected(string name, string value) => _b.Add(
        "AddV2", $"attention/{name}", [Einsum($"attention/{name}/einsum", "abc,cde->abde", value, Weight(name, name[0], Width, Heads, Depth)), Weight(name + "_bias", name[1], Heads, Depth)], OpRun.Float);

    private string Einsum(string name, string equation, params string[] inputs) => _b.Add("Einsum", name, inputs, OpRun.Float, ("N", Attributes.Of((long)inputs.Length)), ("equation", Attributes.Of(equation)));

    private string Weight(string name, ulong seed, params long[] shape) => _b.Add("ReadVariableOp", name + "/Read", [Handle(name, seed, shape)], ("dtype", Attributes.Of(DataType.DtFloat)));

    private string Handle(string name, ulong seed, params long[] shape)
    {
        // Small enough for the attention not to go all to one word.
        var value = Tensor.Create<float>(shape, [.. OpRun.Random(seed, shape).Floats().Select(weight => weight / 4)]);
        _weights[name] = value.Floats();
        return _b.VariableHandle(name, value);
    }

    private IEnumerable<double> ByHand(int[] row)
    {
        var embedded = row.Select(id => Enumerable.Range(0, Width).Select(i => (double)_weights["table"][(id * Width) + i]).ToArray()).ToArray();
        var normal = Array.ConvertAll(embedded, step => Normalized("norm", step));
        var (query, key, value) = (Project("query", normal), Project("key", normal), Project("value", normal));
        var steps = new double[Time][];
        for (var t = 0; t < Time; t++)
        {
            var joined = new double[Heads * Depth];
            for (var head = 0; head < Heads; head++)
            {
                var powers = Enumerable.Range(0, Time).Select(s => row[s] == 0 ? 0 : Math.Exp(Enumerable.Range(head * Depth, Depth).Sum(i => query[t][i] * key[s][i]) / Math.Sqrt(Depth))).ToArray();
                for (var i = head * Depth; i < (head + 1) * Depth; i++)
                {
                    joined[i] = Enumerable.Range(0, Time).Sum(s => powers[s] * value[s][i]) / powers.Sum();
                }
            }

            steps[t] = Normalized("norm_1", [.. Enumerable.Range(0, Width).Select(e => embedded[t][e] + _weights["output_bias"][e] + joined.Select((part, i) => part * _weights["output"][(i * Width) + e]).Sum())]);
        }

        var words = Enumerable.Range(0, Time).Where(t => row[t] != 0).ToArray();
        return Enumerable.Range(0, Width).Select(i => words.Average(t => steps[t][i]));
    }

    private double[][] Project(string name, double[][] steps) => Array.ConvertAll(steps, step =>
        Enumerable.Range(0, Heads * Depth).Select(i => _weights[name + "_bias"][i] + step.Select((part, c) => part * _weights[name][(c * Heads * Depth) + i]).Sum()).ToArray());

    private double[] Normalized(string name, double[] step)
    {
        var mean = step.Average();
        var deviation = Math.Sqrt(step.Average(part => (part - mean) * (part - mean)) + Epsilon);
        return [.. step.Select((part, i) => ((part - mean) / deviation * _weights[name + "/gamma"][i]) + _weights[name + "/beta"][i])];
    }
}
