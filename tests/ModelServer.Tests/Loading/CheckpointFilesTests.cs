using ModelServing.Inference.Errors;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading;
using ModelServing.ModelServer.Tests.Loading.Ops;
using ModelServing.Testing.SavedModels;
using Xunit;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading;

/// <summary>The files below <c>variables/</c>: in several shards, compressed, damaged, absent. The model is y = x·a + b + c.</summary>
public sealed class CheckpointFilesTests : IDisposable
{
    private static readonly Dictionary<string, Tensor> Variables = new()
    {
        ["a"] = Tensor.Create([2], 2f, 3f),
        ["b"] = Tensor.Create([2], 10f, 20f),
        ["c"] = Tensor.Scalar(100f),
    };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("checkpoint-");

    public CheckpointFilesTests()
    {
        var builder = new SavedModelBuilder();
        var x = builder.Placeholder("x", DataType.DtFloat, -1, 2);
        var product = builder.Add("Mul", "product", [x, builder.Variable("a", Variables["a"])], OpRun.Float);
        var sum = builder.Add("AddV2", "sum", [product, builder.Variable("b", Variables["b"])], OpRun.Float);
        var total = builder.Add("AddV2", "total", [sum, builder.Variable("c", Variables["c"])], OpRun.Float);
        builder.Sign("serving_default", [("x", TensorProtos.Info(x, DataType.DtFloat))], [("y", TensorProtos.Info(total, DataType.DtFloat))]);
        builder.WriteTo(_folder.FullName);
    }

    private string Prefix => Path.Combine(_folder.FullName, "variables", "variables");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    public void Load_ShardsAndCompression_GiveTheSameValues(int shards, bool compress)
    {
        File.Delete(Prefix + ".data-00000-of-00001");
        CheckpointWriter.Write(Prefix, Variables, shards, compress);
        using var model = Models.Load(_folder.FullName);

        var y = model.Run("serving_default", new Dictionary<string, Tensor> { ["x"] = Tensor.Create([2, 2], 1f, 1f, 2f, 3f) }, null)["y"];

        Assert.Equal([112f, 123f, 114f, 129f], y.Floats());
    }

    [Fact]
    public void Load_ValueChanged_FailsItsChecksum()
    {
        var path = Prefix + ".data-00000-of-00001";
        var bytes = File.ReadAllBytes(path);
        bytes[9] ^= 1;
        File.WriteAllBytes(path, bytes);

        Assert.Equal(new LoadError(ErrorCode.DataLoss, $"Checkpoint {Prefix} is corrupt: the value of b is truncated or fails its checksum"), Fail());
    }

    [Fact]
    public void Load_ShardCutShort_SaysWhoseValueIsMissing()
    {
        using (var file = File.OpenWrite(Prefix + ".data-00000-of-00001"))
        {
            file.SetLength(12);
        }

        Assert.Equal(new LoadError(ErrorCode.DataLoss, $"Checkpoint {Prefix} is corrupt: the value of c lies outside its shard"), Fail());
    }

    [Fact]
    public void Load_ShardAbsent_SaysWhich()
    {
        CheckpointWriter.Write(Prefix, Variables, shards: 2);
        File.Delete(Prefix + ".data-00001-of-00002");

        var error = Fail();

        Assert.Equal(ErrorCode.NotFound, error.Code);
        Assert.Contains("variables.data-00001-of-00002", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_IndexAbsent_NamesTheVariable()
    {
        File.Delete(Prefix + ".index");

        Assert.Equal(
            new LoadError(ErrorCode.FailedPrecondition, "Variable c has no value: the SavedModel has no file variables/variables.index"), Fail());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Load_IndexChanged_FailsItsChecksum(bool compress)
    {
        CheckpointWriter.Write(Prefix, Variables, compressIndex: compress);
        var bytes = File.ReadAllBytes(Prefix + ".index");
        bytes[5] ^= 0x10;
        File.WriteAllBytes(Prefix + ".index", bytes);

        Assert.Equal(new LoadError(ErrorCode.DataLoss, $"Unable to read checkpoint index {Prefix}.index: block checksum mismatch"), Fail());
    }

    [Fact]
    public void Load_IndexCutShort_IsNoTable()
    {
        File.WriteAllBytes(Prefix + ".index", File.ReadAllBytes(Prefix + ".index")[..^1]);

        Assert.Equal(new LoadError(ErrorCode.DataLoss, $"Unable to read checkpoint index {Prefix}.index: not an sstable (bad magic number)"), Fail());
    }

    [Fact]
    public void Load_EntryWithAHugeSize_TakesNoMemory()
    {
        var header = new BundleHeaderProto { NumShards = 1 };
        var entry = new BundleEntryProto { Dtype = DataType.DtFloat, Shape = TensorProtos.Shape(1L << 40), Size = 1L << 42 };
        File.WriteAllBytes(Prefix + ".index", new TableWriter().Write([new([], Google.Protobuf.MessageExtensions.ToByteArray(header)), new("c"u8.ToArray(), Google.Protobuf.MessageExtensions.ToByteArray(entry))]));

        Assert.Equal(new LoadError(ErrorCode.DataLoss, $"Checkpoint {Prefix} is corrupt: the value of c lies outside its shard"), Fail());
    }

    private LoadError Fail()
    {
        Assert.False(Models.Loader.TryLoad(_folder.FullName, new LoadOptions(), out _, out var error));
        return error;
    }
}
