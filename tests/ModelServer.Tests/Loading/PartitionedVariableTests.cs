using System.Text;
using Google.Protobuf;
using ModelServing.Inference.Errors;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading;
using ModelServing.ModelServer.Loading.Checkpoints;
using ModelServing.ModelServer.Tests.Loading.Host;
using ModelServing.ModelServer.Tests.Loading.Ops;
using ModelServing.Testing.SavedModels;
using Xunit;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading;

/// <summary>Variables that an Estimator has divided: y = x·w, with w (3 rows of 2) as two variables, and in the checkpoint in other parts.</summary>
public sealed class PartitionedVariableTests : IDisposable
{
    private static readonly Tensor Whole = Tensor.Create([3, 2], 1f, 2, 3, 4, 5, 6);
    private static readonly Tensor Words = Tensor.FromStrings([3, 2], "a", "", "ccc", "dd", "naïve", "f");

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
        WriteModel(Whole, "3 2 0,2:0,2", "3 2 2,1:0,2");
        WriteCheckpoint(Whole, parts);
        using var model = Models.Load(_folder);

        var y = model.Run("serving_default", new Dictionary<string, Tensor> { ["x"] = Tensor.Create([1, 3], 1f, 10f, 100f) }, null)["y"];

        Assert.Equal([531f, 642f], y.Floats());
    }

    [Theory]
    [InlineData("0,2:0,2;2,1:0,2")]
    [InlineData("0,1:-;1,2:-")]
    [InlineData("0,3:0,1;0,3:1,1")]
    [InlineData("")]
    public void Load_StringsInParts_GivesEachVariableItsOwn(string parts)
    {
        WriteModel(Words, "3 2 0,2:0,2", "3 2 2,1:0,2");
        WriteCheckpoint(Words, parts);
        using var model = Models.Load(_folder);

        var y = model.Run("serving_default", new Dictionary<string, Tensor> { ["x"] = Tensor.Create([3], 2, 0, 1) }, null)["y"];

        Assert.Equal(["naïve", "f", "a", "", "ccc", "dd"], y.Read());
    }

    [Fact]
    public void Load_PartsThatLeaveAGap_AreRefused()
    {
        WriteModel(Whole, "3 2 0,2:0,2", "3 2 2,1:0,2");
        WriteCheckpoint(Whole, "0,1:0,2;2,1:0,2");

        Assert.Equal(new LoadError(ErrorCode.DataLoss, $"Checkpoint {Prefix} is corrupt: the slices of w do not make up the value"), Fail());
    }

    [Fact]
    public void Load_SliceOutsideTheValue_IsRefused()
    {
        WriteModel(Whole, "3 2 0,2:0,2", "3 2 2,2:0,2");
        WriteCheckpoint(Whole, "");

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

    private void WriteModel(Tensor whole, params string[] slices)
    {
        var builder = new SavedModelBuilder();
        var (top, bottom) = (builder.Variable("w/part_0", Rows(whole, 0, 2)), builder.Variable("w/part_1", Rows(whole, 2, 1)));
        var axis = builder.Constant("axis", Tensor.Scalar(0));
        var type = Attributes.Of((DataType)whole.DataType);
        var joined = builder.Add("ConcatV2", "w", [top, bottom, axis], ("T", type), ("N", Attributes.Of(2)), ("Tidx", Attributes.Of(DataType.DtInt32)));
        var isText = whole.DataType == Inference.Tensors.DataType.String;
        var x = isText ? builder.Placeholder("x", DataType.DtInt32, -1) : builder.Placeholder("x", DataType.DtFloat, -1, 3);
        var y = isText
            ? builder.Add("GatherV2", "rows", [joined, x, axis], ("Tparams", type), ("Tindices", Attributes.Of(DataType.DtInt32)), ("Taxis", Attributes.Of(DataType.DtInt32)))
            : builder.Add("MatMul", "product", [x, joined], OpRun.Float);
        builder.Sign("serving_default", [("x", TensorProtos.Info(x, isText ? DataType.DtInt32 : DataType.DtFloat))], [("y", TensorProtos.Info(y, (DataType)whole.DataType))]);
        builder.WriteTo(_folder);

        var path = Path.Combine(_folder, "saved_model.pb");
        var model = SavedModel.Parser.ParseFrom(File.ReadAllBytes(path));
        var nodes = model.MetaGraphs[0].GraphDef.Node;
        nodes.Single(node => node.Name == "save/RestoreV2/tensor_names").Attr["value"] = Attributes.Of(Tensor.FromStrings([2], "w", "w"));
        nodes.Single(node => node.Name == "save/RestoreV2/shape_and_slices").Attr["value"] = Attributes.Of(Tensor.FromStrings([2], slices));
        File.WriteAllBytes(path, model.ToByteArray());
    }

    private void WriteCheckpoint(Tensor whole, string parts)
    {
        if (parts.Length == 0)
        {
            CheckpointWriter.Write(Prefix, new Dictionary<string, Tensor> { ["w"] = whole });
            return;
        }

        var slices = parts.Split(';').Select(part => TensorSlice.TryParse(part, out var slice) ? slice : throw new ArgumentException(part)).ToArray();
        var type = (DataType)whole.DataType;
        var entry = new BundleEntryProto { Dtype = type, Shape = TensorProtos.Shape(3, 2) };
        List<byte> file = [];
        List<KeyValuePair<byte[], byte[]>> pairs = [new([], new BundleHeaderProto { NumShards = 1, Version = new VersionDef { Producer = 1 } }.ToByteArray())];
        foreach (var slice in slices)
        {
            var shape = slice.Shape([3, 2]);
            var (bytes, checksum) = CheckpointWriter.Encode(Pick(whole, shape, Elements(slice, shape)));
            pairs.Add(new(slice.Key("w"), new BundleEntryProto { Dtype = type, Shape = TensorProtos.Shape(shape), Offset = file.Count, Size = bytes.Length, Crc32C = checksum }.ToByteArray()));
            file.AddRange(bytes);
            entry.Slices.Add(Proto(slice));
        }

        pairs.Add(new(Encoding.UTF8.GetBytes("w"), entry.ToByteArray()));
        File.WriteAllBytes(Prefix + ".data-00000-of-00001", [.. file]);
        File.WriteAllBytes(Prefix + ".index", new TableWriter().Write(pairs));
    }

    private static IEnumerable<int> Elements(TensorSlice slice, long[] shape) =>
        from row in Enumerable.Range((int)slice.Starts[0], (int)shape[0])
        from column in Enumerable.Range((int)slice.Starts[1], (int)shape[1])
        select (row * 2) + column;

    private static Tensor Rows(Tensor whole, int first, int count) => Pick(whole, [count, 2], Enumerable.Range(first * 2, count * 2));

    private static Tensor Pick(Tensor whole, long[] shape, IEnumerable<int> elements) => whole.DataType == Inference.Tensors.DataType.String
        ? Tensor.FromStrings(shape, [.. elements.Select(element => whole.Strings[element])])
        : Tensor.Create<float>(shape, [.. elements.Select(element => whole.AsSpan<float>()[element])]);

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
