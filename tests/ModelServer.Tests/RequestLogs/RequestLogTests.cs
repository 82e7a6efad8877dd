using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using ModelServing.Inference.Errors;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Records;
using ModelServing.Inference.Tensors;
using ModelServing.Inference.TextFormat;
using ModelServing.ModelServer.Configuration;
using ModelServing.ModelServer.Metrics;
using ModelServing.ModelServer.RequestLogs;
using ModelServing.ModelServer.Servables;
using ModelServing.ModelServer.Sources;
using ModelServing.ModelServer.Tests.Hosting;
using ModelServing.ModelServer.Tests.Servables;
using ModelServing.ModelServer.Warmup;
using Xunit;

namespace ModelServing.ModelServer.Tests.RequestLogs;

public sealed class RequestLogTests : IDisposable
{
    private static readonly Dictionary<string, Tensor> Inputs = new() { ["x"] = Tensor.Create([1], 2f) };
    private static readonly Dictionary<string, Tensor> Outputs = new() { ["y"] = Tensor.Create([1], 3f) };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("request-logs-");
    private readonly ServerMetrics _metrics = new();

    private string Prefix => Path.Combine(_folder.FullName, "logs", "m");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    public async Task Server_SamplingRate_DecidesWhatIsLogged(int rate)
    {
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "models", "7"));
        var model = new ModelSettings("default", Path.Combine(_folder.FullName, "models"), new VersionPolicy.Latest(1)) { Log = new RequestLogSettings(Prefix, new SamplingConfig { SamplingRate = rate }) };
        var server = await TestServer.StartAsync(new FunctionLoader(_ => FunctionModel.HalfPlus(2)), _folder, model);
        Assert.Equal(200, (await server.PostAsync("/v1/models/default:predict", "{\"instances\":[2.0,4.0]}")).Status);
        Assert.Equal(400, (await server.PostAsync("/v1/models/default:predict", "{\"instances\":[\"a\"]}")).Status);
        await server.DisposeAsync();

        var logs = Read();
        Assert.Equal(rate, logs.Count);
        if (rate == 1)
        {
            Assert.Equal([2f, 4f], Floats(logs[0].PredictLog.Request.Inputs["x"]));
            Assert.Equal([3f, 4f], Floats(logs[0].PredictLog.Response.Outputs["y"]));
            Assert.Equal(new ModelSpec { Name = "default", SignatureName = "serving_default", Version = 7 }, logs[0].LogMetadata.ModelSpec);
        }
    }

    [Fact]
    public async Task Write_MoreThanAWarmupTakes_GoesToTheNextFile()
    {
        await using (var log = Log(maxWaiting: 2000))
        {
            for (var i = 0; i < 1001; i++)
            {
                log.Add(new ServableId("m", 1), "serving_default", Inputs, null, Outputs);
            }
        }

        Assert.Equal(2, Files().Length);
        Assert.Equal(1001, Read().Count);
        Assert.Contains(":tensorflow:serving:request_log_count{model_name=\"m\",status_code=\"OK\"} 1001\n", _metrics.Page());
    }

    [Fact]
    public async Task File_AsWarmup_WarmsTheModelUp()
    {
        await using (var log = Log())
        {
            log.Add(new ServableId("m", 1), "serving_default", Inputs, ["y"], Outputs);
        }

        var runs = 0;
        var inner = FunctionModel.HalfPlus(2);
        var model = new FunctionModel(inner.Signatures["serving_default"], inputs =>
        {
            runs++;
            return inner.Run("serving_default", inputs, null);
        });

        Assert.Null(WarmupFile.Run(Assert.Single(Files()), model, new WarmupOptions(), out var records));
        Assert.Equal((1, 1), (records, runs));
    }

    [Fact]
    public async Task Add_QueueFull_CountsAndGoesOn()
    {
        await using (var log = Log(maxWaiting: 0))
        {
            log.Add(new ServableId("m", 1), "serving_default", Inputs, null, Outputs);
        }

        Assert.Empty(Read());
        Assert.Contains(":tensorflow:serving:request_log_count{model_name=\"m\",status_code=\"RESOURCE_EXHAUSTED\"} 1\n", _metrics.Page());
    }

    [Fact]
    public async Task Write_FolderThatIsAFile_CountsAndGoesOn()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "logs"), "", TestContext.Current.CancellationToken);
        await using (var log = Log())
        {
            log.Add(new ServableId("m", 1), "serving_default", Inputs, null, Outputs);
        }

        Assert.Contains(":tensorflow:serving:request_log_count{model_name=\"m\",status_code=\"INTERNAL\"} 1\n", _metrics.Page());
    }

    [Theory]
    [InlineData("log_collector_config { type: \"kafka\" }", ErrorCode.NotFound, "Cannot find LogCollector::Factory for type: kafka")]
    [InlineData("log_collector_config { type: \"tfrecord\" filename_prefix: \"logs/m\" }", ErrorCode.InvalidArgument, "The log_collector_config of model m needs an absolute filename_prefix")]
    [InlineData("sampling_config { per_task_sampling_configs { sampling_rate: -1 } }", ErrorCode.InvalidArgument, "The sampling_rate of model m must be from 0 to 1; got -1.")]
    [InlineData("sampling_config { sampling_rate: 1.5 }", ErrorCode.InvalidArgument, "The sampling_rate of model m must be from 0 to 1; got 1.5.")]
    public void Configuration_ThatCannotLog_IsRefused(string logging, ErrorCode code, string message)
    {
        Assert.False(ModelConfigReader.TryRead(List(logging), [], out _, out var error));
        Assert.Equal(code, error.Code);
        Assert.StartsWith(message, error.Message);
    }

    [Fact]
    public void Configuration_OfALog_IsRead()
    {
        var logging = "log_collector_config { type: \"tfrecord\" filename_prefix: \"/logs/m\" } sampling_config { sampling_rate: 0.25 }";

        Assert.True(ModelConfigReader.TryRead(List(logging), [], out var models, out var error), error?.Message);
        Assert.Equal(new RequestLogSettings("/logs/m", new SamplingConfig { SamplingRate = 0.25 }), Assert.Single(models).Log);
    }

    [Theory]
    [InlineData("task_index: 0 sampling_rate: 0.5", 0.5)]
    [InlineData("sampling_rate: 0.5", 0.5)]
    [InlineData("task_index: 1 sampling_rate: 0.5", 0.25)]
    [InlineData("dc: \"aa\" sampling_rate: 0.5", 0.25)]
    [InlineData("dc: \"aa\" sampling_rate: 0.5 } per_task_sampling_configs { sampling_rate: 0 } per_task_sampling_configs { sampling_rate: 1", 0)]
    public void Configuration_RatesOfTasks_FirstOfThisOneHolds(string task, double rate)
    {
        var logging = $"log_collector_config {{ type: \"tfrecord\" filename_prefix: \"/logs/m\" }} sampling_config {{ sampling_rate: 0.25 attributes: 1 per_task_sampling_configs {{ {task} }} }}";

        Assert.True(ModelConfigReader.TryRead(List(logging), [], out var models, out var error), error?.Message);
        Assert.Equal(rate, Assert.Single(models).Log!.Sampling.SamplingRate);
    }

    private static ModelConfigList List(string logging)
    {
        var text = $"config {{ name: \"m\" base_path: \"/m\" model_platform: \"tensorflow\" logging_config {{ {logging} }} }}";
        Assert.True(TextFormatParser.TryParse<ModelConfigList>(text, out var list, out var error), error);
        return list;
    }

    private RequestLog Log(int maxWaiting = 10) =>
        new("m", new RequestLogSettings(Prefix, new SamplingConfig { SamplingRate = 1 }), _metrics, new FakeTimeProvider(), NullLogger.Instance, maxWaiting);

    private string[] Files() => Directory.Exists(Path.GetDirectoryName(Prefix)) ? Directory.GetFiles(Path.GetDirectoryName(Prefix)!, "m-*.tfrecord").Order().ToArray() : []; // the prefix has a folder

    private List<PredictionLog> Read()
    {
        List<PredictionLog> logs = [];
        foreach (var file in Files())
        {
            using var stream = File.OpenRead(file);
            var reader = new RecordReader(stream);
            while (reader.Read(out var record) is null && record is not null)
            {
                logs.Add(PredictionLog.Parser.ParseFrom(record));
            }
        }

        return logs;
    }

    private static float[] Floats(TensorProto proto)
    {
        Assert.True(TensorProtoCodec.TryDecode(proto, out var tensor));
        return tensor.AsSpan<float>().ToArray();
    }
}
