using ModelServing.Inference.Errors;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading;
using ModelServing.ModelServer.Loading.Onnx;
using ModelServing.ModelServer.Runtimes;
using ModelServing.ModelServer.Tests.Loading.Ops;
using ModelServing.Testing.SavedModels;
using Xunit;
using Proto = ModelServing.Inference.Protos;

namespace ModelServing.ModelServer.Tests.Loading.Weights;

/// <summary>Variables that are too large to be written into a model.</summary>
public sealed class WeightTests : IDisposable
{
    private const int Rows = 200;
    private const int Columns = 150;

    private static readonly Func<double, double>[] Activations = [y => Math.Max(y, 0), Math.Tanh, y => 1 / (1 + Math.Exp(-y)), Math.Abs];

    private readonly string _folder = Directory.CreateTempSubdirectory("weights-").FullName;

    private string Shard => Path.Combine(_folder, "variables", "variables.data-00000-of-00001");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Run_Products_EqualPlainLoops(int signatures)
    {
        var factor = OpRun.Random(1, Rows, Columns);
        var x = OpRun.Random(2, 3, Rows);
        using var model = Models.Load(WeightModels.Products(factor, signatures));

        for (var signature = 0; signature < signatures; signature++)
        {
            Close(Product(x.Floats(), factor.Floats()).Select(Activations[signature]), WeightModels.Run(model, signature, x));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Run_Lookups_GiveTheRows(int signatures)
    {
        var table = OpRun.Random(3, Rows, Columns);
        using var model = Models.Load(WeightModels.Lookups(table, signatures));

        for (var signature = 0; signature < signatures; signature++)
        {
            double[] rows = [.. Row(table, 199), .. Row(table, 7)];
            Close(rows.Select(Activations[signature]), WeightModels.Run(model, signature, Tensor.Create([2], 199, 7)));
        }
    }

    /// <summary>The filter is two high, over an image of two: below the second row there are zeros. Large ones are shared in another way than small ones.</summary>
    [Theory]
    [InlineData(1, 40)]
    [InlineData(3, 40)]
    [InlineData(1, 2100)]
    [InlineData(2, 2100)]
    public void Run_Convolutions_EqualPlainLoops(int signatures, int channels)
    {
        var filter = OpRun.Random(13, 2, 1, channels, channels);
        var x = OpRun.Random(14, 1, 2, 1, channels);
        using var model = Models.Load(WeightModels.Convolutions(filter, signatures));

        var (pixels, weights) = (x.Floats(), filter.Floats());
        var sums = new double[2 * channels];
        for (var i = 0; i < channels * channels; i++)
        {
            var (from, to) = (i / channels, i % channels);
            sums[to] += ((double)pixels[from] * weights[i]) + ((double)pixels[channels + from] * weights[(channels * channels) + i]);
            sums[channels + to] += (double)pixels[channels + from] * weights[i];
        }

        var normed = sums.Select((sum, i) => (2 * sum) + (i % channels)).ToArray();
        for (var signature = 0; signature < signatures; signature++)
        {
            Close(normed.Select(Activations[signature]), WeightModels.Run(model, signature, x));
        }
    }

    [Fact]
    public void Run_EqualGraphsOverDifferentVariables_KeepThemApart()
    {
        var builder = new SavedModelBuilder();
        Tensor[] factors = [OpRun.Random(4, Rows, Columns), OpRun.Random(5, Rows, Columns)];
        for (var i = 0; i < factors.Length; i++)
        {
            var x = builder.Placeholder($"x{i}", Proto.DataType.DtFloat, -1, Rows);
            var y = builder.Add("MatMul", $"y{i}", [x, builder.Variable($"w{i}", factors[i])], OpRun.Float);
            builder.Sign($"s{i}", [("x", TensorProtos.Info(x, Proto.DataType.DtFloat))], [("y", TensorProtos.Info(y, Proto.DataType.DtFloat))]);
        }

        using var model = Models.Load(builder);
        var row = OpRun.Random(6, 1, Rows);

        Close(Product(row.Floats(), factors[0].Floats()), WeightModels.Run(model, 0, row));
        Close(Product(row.Floats(), factors[1].Floats()), WeightModels.Run(model, 1, row));
    }

    [Fact]
    public void Run_FileOverwrittenAndCutShort_GoesOnAsBefore()
    {
        WeightModels.Lookups(OpRun.Random(7, Rows, Columns), 2).WriteTo(_folder);
        using var model = Models.Load(_folder);
        var before = WeightModels.Run(model, 1, Tensor.Create([1], 150));
        File.WriteAllBytes(Shard, new byte[1000]);

        Assert.Equal(before, WeightModels.Run(model, 1, Tensor.Create([1], 150)));
    }

    [Fact]
    public void Run_VariableThatRequestsChange_StartsFromItsFile()
    {
        var builder = new SavedModelBuilder();
        var initial = OpRun.Random(8, Rows, Columns);
        var handle = builder.VariableHandle("w", initial);
        var type = ("dtype", Attributes.Of(Proto.DataType.DtFloat));
        var x = builder.Placeholder("x", Proto.DataType.DtFloat, Rows, Columns);
        builder.Add("AssignAddVariableOp", "add", [handle, x], type);
        var y = builder.Add("ReadVariableOp", "y", [handle, "^add"], type);
        builder.Sign("s0", [("x", TensorProtos.Info(x, Proto.DataType.DtFloat))], [("y", TensorProtos.Info(y, Proto.DataType.DtFloat))]);
        using var model = Models.Load(builder);

        Assert.Equal(initial.Floats(), WeightModels.Run(model, 0, Tensor.Create<float>([Rows, Columns], new float[Rows * Columns])));
    }

    [Fact]
    public void Load_LastByteChanged_FailsItsChecksum()
    {
        WeightModels.Products(OpRun.Random(9, Rows, Columns), 1).WriteTo(_folder);
        var bytes = File.ReadAllBytes(Shard);
        bytes[^1] ^= 1;
        File.WriteAllBytes(Shard, bytes);

        Assert.False(Models.Loader.TryLoad(_folder, new LoadOptions(), out _, out var error));
        Assert.Equal(new LoadError(ErrorCode.DataLoss, $"Checkpoint {Path.Combine(_folder, "variables", "variables")} is corrupt: the value of w is truncated or fails its checksum"), error);
    }

    [Fact]
    public void ToModel_LargeConstants_HoldsNoneAndNamesThoseThatAreTaken()
    {
        var writer = new OnnxGraphWriter();
        var (factor, unused) = (OpRun.Random(10, Rows, Columns), OpRun.Random(11, Rows, Columns));
        writer.Input("x", DataType.Float);
        writer.Constant(unused);
        var name = writer.Subgraph().Constant(factor);
        writer.Output("y", writer.Node("MatMul", ["x", name], 1, [])[0], DataType.Float);
        var model = writer.ToModel();

        Assert.Equal([new OnnxWeight(name, factor, WeightUse.Packed)], model.Weights);
        Assert.InRange(model.Bytes.Length, 1, 1000);
        using var sessions = new SessionSet(new LoadOptions { IntraOpThreads = 1 });
        var row = OpRun.Random(12, 1, Rows);
        Close(Product(row.Floats(), factor.Floats()), sessions.Get(model).Run(["x"], [row], ["y"])[0].Floats());
    }

    private static IEnumerable<double> Row(Tensor table, int row) => table.Floats().Skip(row * Columns).Take(Columns).Select(value => (double)value);

    private static double[] Product(float[] x, float[] w)
    {
        var y = new double[x.Length / Rows * Columns];
        for (var i = 0; i < y.Length; i++)
        {
            for (var k = 0; k < Rows; k++)
            {
                y[i] += (double)x[(i / Columns * Rows) + k] * w[(k * Columns) + (i % Columns)];
            }
        }

        return y;
    }

    private static void Close(IEnumerable<double> expected, float[] actual) =>
        Assert.Equal(expected, actual.Select(value => (double)value), (left, right) => Math.Abs(left - right) <= 1e-3 * Math.Max(1, Math.Abs(left)));
}
