using Google.Protobuf;
using Microsoft.Extensions.Logging.Abstractions;
using ModelServing.Inference.Errors;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Records;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Hosting;
using ModelServing.ModelServer.Metrics;
using ModelServing.ModelServer.Servables;
using ModelServing.ModelServer.Tests.Servables;
using ModelServing.ModelServer.Warmup;
using Xunit;
using DataType = ModelServing.Inference.Tensors.DataType;

namespace ModelServing.ModelServer.Tests.Warmup;

public sealed class WarmupLoaderTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("warmup-");
    private readonly ServerMetrics _metrics = new();
    private readonly List<float[]> _runs = [];
    private readonly FunctionModel _model;

    public WarmupLoaderTests()
    {
        var inner = FunctionModel.HalfPlus(2);
        _model = new FunctionModel(inner.Signatures["serving_default"], inputs =>
        {
            _runs.Add(inputs["x"].AsSpan<float>().ToArray());
            return inner.Run("serving_default", inputs, null);
        });
    }

    private string RecordPath => Path.Combine(_folder.FullName, "assets.extra", "tf_serving_warmup_requests");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Load_RecordedRequests_RunBeforeTheLoadEnds()
    {
        Write(Predict(Tensor.Create([2], 1f, 2f)), Predict(Tensor.Create([1], 3f)));

        Assert.Null(Load());
        Assert.Equal([[1f, 2f], [3f]], _runs);
        Assert.Contains($":tensorflow:serving:model_warmup_records_read{{model_path=\"{_folder.FullName}\",status=\"OK\"}} 2\n", _metrics.Page());
        Assert.Contains($":tensorflow:serving:model_warmup_latency_count{{model_path=\"{_folder.FullName}\",status=\"OK\"}} 1\n", _metrics.Page());
    }

    [Fact]
    public void Load_Iterations_RunEachRequestSoOften()
    {
        Write(Predict(Tensor.Create([1], 1f)), Predict(Tensor.Create([1], 2f)));

        Assert.Null(Load(iterations: 3));
        Assert.Equal([1f, 1f, 1f, 2f, 2f, 2f], _runs.SelectMany(run => run));
    }

    [Fact]
    public void Load_EmptyFile_Succeeds()
    {
        Write();

        Assert.Null(Load());
        Assert.Empty(_runs);
    }

    [Fact]
    public void Load_NoFile_RunsAMadeUpRequestAndNeverFails()
    {
        Assert.Null(Load());
        Assert.Equal([[0f]], _runs);

        var broken = new FunctionModel(FunctionModel.Signature([("x", DataType.Float)], []), _ => throw new InvalidOperationException("not today"));
        Assert.Null(Load(broken));
        Assert.False(broken.IsDisposed);
    }

    [Fact]
    public void Load_NotRecords_IsDataLoss()
    {
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "assets.extra"));
        File.WriteAllText(RecordPath, "{\"instances\": [1.0, 2.0]}");

        var error = Load();

        Assert.Equal(ErrorCode.DataLoss, error?.Code);
        Assert.EndsWith(". Please verify your warmup data is in TFRecord format.", error?.Message);
        Assert.True(_model.IsDisposed);
    }

    [Fact]
    public void Load_RecordThatIsNoLog_IsRefused()
    {
        WriteBytes([0x0f, 0xff, 0xff]);

        Assert.StartsWith("INVALID_ARGUMENT: Failed to parse warmup record: ", Load()?.ToString());
    }

    [Fact]
    public void Load_TooManyRecords_IsRefusedAfterTheThousandth()
    {
        Write([.. Enumerable.Repeat(Predict(Tensor.Create([1], 1f)), 1001)]);

        Assert.Equal($"INVALID_ARGUMENT: Number of warmup records exceeds the maximum (1000) at {RecordPath}", Load()?.ToString());
        Assert.Equal(1000, _runs.Count);
    }

    [Fact]
    public void Load_RequestThatFails_FailsTheLoad()
    {
        Write(Predict(Tensor.Create([1], 1)));

        Assert.Equal("INVALID_ARGUMENT: Expects arg[0] to be float but int32 is provided", Load()?.ToString());
        Assert.True(_model.IsDisposed);
    }

    [Fact]
    public void Load_RunThatThrows_FailsTheLoadAndLetsGoOfTheModel()
    {
        var broken = new FunctionModel(FunctionModel.Signature([("x", DataType.Float)], [("y", DataType.Float)]), _ => throw new InvalidOperationException("not today"));
        Write(Predict(Tensor.Create([1], 1f)));

        Assert.Equal("INTERNAL: not today", Load(broken)?.ToString());
        Assert.True(broken.IsDisposed);
    }

    [Fact]
    public void Load_UnsupportedLogs_AreUnimplemented()
    {
        Write(new PredictionLog { SessionRunLog = new SessionRunLog() });
        Assert.Equal("UNIMPLEMENTED: Unsupported log_type for warmup: 5", Load()?.ToString());
        Write(new PredictionLog { PredictStreamedLog = new PredictStreamedLog() });
        Assert.Equal("UNIMPLEMENTED: Unsupported log_type for warmup: 7", Load()?.ToString());
    }

    [Fact]
    public void Load_ExampleRequests_RunTheirSignature()
    {
        List<int> counts = [];
        var model = new FunctionModel(
            new SignatureDef
            {
                MethodName = "tensorflow/serving/regress",
                Inputs = { ["inputs"] = new TensorInfo { Name = "in:0", Dtype = Inference.Protos.DataType.DtString } },
                Outputs = { ["outputs"] = new TensorInfo { Name = "out:0", Dtype = Inference.Protos.DataType.DtFloat } },
            },
            inputs =>
            {
                counts.Add(inputs["inputs"].Strings.Count);
                return new Dictionary<string, Tensor> { ["outputs"] = Tensor.Create<float>([inputs["inputs"].Strings.Count], new float[inputs["inputs"].Strings.Count]) };
            });
        var input = new Input { ExampleList = new ExampleList { Examples = { new Example(), new Example() } } };
        Write(
            new PredictionLog { RegressLog = new RegressLog { Request = new RegressionRequest { Input = input } } },
            new PredictionLog
            {
                MultiInferenceLog = new MultiInferenceLog
                {
                    Request = new MultiInferenceRequest { Input = input, Tasks = { new InferenceTask { MethodName = "tensorflow/serving/regress" } } },
                },
            });

        Assert.Null(Load(model));
        Assert.Equal([2, 2], counts);
        Write(new PredictionLog { RegressLog = new RegressLog { Request = new RegressionRequest() } });
        Assert.Equal("INVALID_ARGUMENT: Input is empty.", Load(model)?.ToString());
    }

    [Fact]
    public void Read_AnyByteChangedOrCut_IsDataLoss()
    {
        using var good = new MemoryStream();
        new RecordWriter(good).Write("payload"u8);
        var bytes = good.ToArray();
        for (var i = 0; i < bytes.Length; i++)
        {
            var changed = (byte[])bytes.Clone();
            changed[i] ^= 0x10;
            Assert.Equal(ErrorCode.DataLoss, new RecordReader(new MemoryStream(changed)).Read(out _)?.Code);
            Assert.Equal(i == 0 ? null : ErrorCode.DataLoss, new RecordReader(new MemoryStream(bytes, 0, i)).Read(out _)?.Code);
        }

        Assert.Null(new RecordReader(new MemoryStream(bytes)).Read(out var record));
        Assert.Equal("payload"u8.ToArray(), record);
    }

    /// <summary>The file format, from its description: the checksum is rotated right by 15 bits and offset.</summary>
    [Fact]
    public void Write_OneRecord_IsTheKnownFile()
    {
        using var stream = new MemoryStream();
        new RecordWriter(stream).Write("abc"u8);

        Assert.Equal("0300000000000000" + Masked([3, 0, 0, 0, 0, 0, 0, 0]) + "616263" + Masked("abc"u8), Convert.ToHexStringLower(stream.ToArray()));
    }

    private static string Masked(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0x82F63B78;
            }
        }

        crc = ~crc;
        return Convert.ToHexStringLower(BitConverter.GetBytes(((crc >> 15) | (crc << 17)) + 0xa282ead8));
    }

    private static PredictionLog Predict(Tensor x) =>
        new() { PredictLog = new PredictLog { Request = new PredictRequest { Inputs = { ["x"] = TensorProtoCodec.Encode(x) } } } };

    private void Write(params PredictionLog[] logs) => WriteBytes([.. logs.Select(log => log.ToByteArray())]);

    private void WriteBytes(params byte[][] records)
    {
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "assets.extra"));
        using var stream = File.Create(RecordPath);
        var writer = new RecordWriter(stream);
        Array.ForEach(records, record => writer.Write(record));
    }

    private ServingError? Load(IModel? model = null, int iterations = 1)
    {
        var loader = new WarmupLoader(
            new MeasuredLoader(new FunctionLoader(_ => model ?? _model), _metrics),
            new WarmupOptions { Iterations = iterations },
            _metrics.Warmup,
            TimeProvider.System,
            NullLogger<WarmupLoader>.Instance);
        return loader.TryLoad(new ServableId("m", 1), _folder.FullName, out _, out var error) ? null : error;
    }
}
