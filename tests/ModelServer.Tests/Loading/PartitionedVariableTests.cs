using System.Text;
using Google.Protobuf;
using ModelServing.Inference.Errors;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading;
using ModelServing.ModelServer.Loading.Checkpoints;
using ModelServing.ModelServer.Tests.Loading.Ops;
using ModelServing.Testing.SavedModels;
using Xunit;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading;

/// <summary>Variables that an Estimator has divided: y = x·w, with w (3 rows of 2) as two variables, and in the checkpoint in other parts.</summary>
public sealed class PartitionedVariableTests : IDisposable
{
    private static readonly float[] Whole = [1, 2, 3, 4, 5, 6];

    private readonly string _folder = Directory.CreateTempSubdirectory("partitioned-").FullName;

    private string Prefix => Path.Combine(_folder, "variables", "variables");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("0,2:0,2;2,1:0,2")] // as the variables are
    [InlineData("0,1:-;1,2:-")]
    [InlineData("0,3:0,1;0,3:1,1")] // by columns
    [InlineData("")] // whole
    public void Load_CheckpointInParts_GivesEachVariableItsOwn(string parts)
    {
        WriteModel("3 2 0,2:0,2", "3 2 2,1:0,2");
        WriteCheckpoint(parts);
        using var model = Models.Load(_folder);

        var y = model.Run("serving_default", new Dictionary<string, Tensor> { ["x"] = Tensor.Create([1, 3], 1f, 10f, 100f) }, null)["y"];

        Assert.Equal([531f, 642f], y.Floats());
    }

    [Fact]
    public void Load_PartsThatLeaveAGap_AreRefused()
    {
        WriteModel("3 2 0,2:0,2", "3 2 2,1:0,2");
        WriteCheckpoint("0,1:0,2;2,1:0,2");

        Assert.Equal(new LoadError(ErrorCode.DataLoss, $"Checkpoint {Prefix} is corrupt: the slices of w do not make up the value"), Fail());
    }

    [Fact]
    public void Load_SliceOutsideTheValue_IsRefused()
    {
        WriteModel("3 2 0,2:0,2", "3 2 2,2:0,2");
        WriteCheckpoint("");

        Assert.Equal(new LoadError(ErrorCode.InvalidArgument, $"The slice 3 2 2,2:0,2 of w does not fit the shape in checkpoint {Prefix}"), Fail());
    }

    [Theory]
    [InlineData("0,50:0,8", "007700010102" + "80" + "B2" + "80" + "88")]
    [InlineData("100,3:-", "007700010102" + "C064" + "83" + "80" + "7F")]
    [InlineData("20000,1", "007700010101" + "E04E20" + "81")]
    public void Key_OfASlice_IsInOrderedCode(string slice, string expected)
    {
        Assert.True(TensorSlice.TryParse(slice, out var parsed));
        Assert.Equal(expected, Convert.ToHexString(parsed.Key("w")));
    }

    private LoadError Fail()
    {
        Assert.False(Models.Loader.TryLoad(_folder, new LoadOptions(), out _, out var error));
        return error;
    }

    private void WriteModel(params string[] slices)
    {
        var builder = new SavedModelBuilder();
        var x = builder.Placeholder("x", DataType.DtFloat, -1, 3);
        var (top, bottom) = (builder.Variable("w/part_0", Tensor.Create<float>([2, 2], new float[4])), builder.Variable("w/part_1", Tensor.Create<float>([1, 2], new float[2])));
        var axis = builder.Constant("axis", Tensor.Scalar(0));
        var whole = builder.Add("ConcatV2", "w", [top, bottom, axis], OpRun.Float, ("N", Attributes.Of(2)), ("Tidx", Attributes.Of(DataType.DtInt32)));
        var product = builder.Add("MatMul", "product", [x, whole], OpRun.Float);
        builder.Sign("serving_default", [("x", TensorProtos.Info(x, DataType.DtFloat))], [("y", TensorProtos.Info(product, DataType.DtFloat))]);
        builder.WriteTo(_folder);

        var path = Path.Combine(_folder, "saved_model.pb");
        var model = SavedModel.Parser.ParseFrom(File.ReadAllBytes(path));
        var nodes = model.MetaGraphs[0].GraphDef.Node;
        nodes.Single(node => node.Name == "save/RestoreV2/tensor_names").Attr["value"] = Attributes.Of(Tensor.FromStrings([2], "w", "w"));
        nodes.Single(node => node.Name == "save/RestoreV2/shape_and_slices").Attr["value"] = Attributes.Of(Tensor.FromStrings([2], slices));
        File.WriteAllBytes(path, model.ToByteArray());
    }

    private void WriteCheckpoint(string parts)
    {
        if (parts.Length == 0)
        {
            CheckpointWriter.Write(Prefix, new Dictionary<string, Tensor> { ["w"] = Tensor.Create<float>([3, 2], Whole) });
            return;
        }

        var slices = parts.Split(';').Select(part => TensorSlice.TryParse(part, out var slice) ? slice : throw new ArgumentException(part)).ToArray();
        var entry = new BundleEntryProto { Dtype = DataType.DtFloat, Shape = TensorProtos.Shape(3, 2) };
        List<byte> file = [];
        List<KeyValuePair<byte[], byte[]>> pairs = [new([], new BundleHeaderProto { NumShards = 1, Version = new VersionDef { Producer = 1 } }.ToByteArray())];
        foreach (var slice in slices)
        {
            var shape = slice.Shape([3, 2]);
            var bytes = Elements(slice, shape).SelectMany(BitConverter.GetBytes).ToArray();
            pairs.Add(new(slice.Key("w"), new BundleEntryProto { Dtype = DataType.DtFloat, Shape = TensorProtos.Shape(shape), Offset = file.Count, Size = bytes.Length, Crc32C = Testing.SavedModels.MaskedCrc32C.Compute(bytes) }.ToByteArray()));
            file.AddRange(bytes);
            entry.Slices.Add(Proto(slice));
        }

        pairs.Add(new(Encoding.UTF8.GetBytes("w"), entry.ToByteArray()));
        File.WriteAllBytes(Prefix + ".data-00000-of-00001", [.. file]);
        File.WriteAllBytes(Prefix + ".index", new TableWriter().Write(pairs));
    }

    private static IEnumerable<float> Elements(TensorSlice slice, long[] shape) =>
        from row in Enumerable.Range((int)slice.Starts[0], (int)shape[0])
        from column in Enumerable.Range((int)slice.Starts[1], (int)shape[1])
        select Whole[(row * 2) + column];

    private static TensorSliceProto Proto(TensorSlice slice)
    {
        var proto = new TensorSliceProto();
        foreach (var (start, length) in slice.Starts.Zip(slice.Lengths))
        {
            proto.Extent.Add(length < 0 ? new TensorSliceProto.Types.Extent() : new TensorSliceProto.Types.Extent { Start = start, Length = length });
        }

        return proto;
    }
}
