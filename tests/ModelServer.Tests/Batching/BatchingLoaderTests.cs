using ModelServing.Inference.Protos;
using ModelServing.Inference.TextFormat;
using ModelServing.ModelServer.Batching;
using ModelServing.ModelServer.Configuration;
using ModelServing.ModelServer.Hosting;
using ModelServing.ModelServer.Metrics;
using ModelServing.ModelServer.Servables;
using ModelServing.ModelServer.Tests.Hosting;
using ModelServing.ModelServer.Tests.Servables;
using ModelServing.Testing;
using Xunit;

namespace ModelServing.ModelServer.Tests.Batching;

public sealed class BatchingLoaderTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("batching-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("max_batch_size { value: 4 } allowed_batch_sizes: [2, 8]", "Last entry in allowed_batch_sizes must match max_batch_size; last entry was 8; expected 4")]
    [InlineData("max_batch_size { value: 0 }", "max_batch_size must be positive; was 0")]
    [InlineData("batch_timeout_micros { value: -7 }", "batch_timeout_micros must be non-negative; was -7")]
    [InlineData("max_enqueued_batches { value: -1 }", "max_enqueued_batches must be non-negative; was -1")]
    [InlineData(
        "max_batch_size { value: 4 } enable_large_batch_splitting { value: true } max_execution_batch_size { value: 5 }",
        "max_execution_batch_size must be positive and at most max_batch_size (4); was 5")]
    public void Load_BadParameters_FailsTheLoad(string text, string problem)
    {
        Assert.True(TextFormatParser.TryParse<BatchingParameters>(text, out var parameters, out _));
        var inner = new FunctionLoader(_ => FunctionModel.HalfPlus(2));

        Assert.False(Loader(inner, new BatchingSettings { Parameters = parameters }).TryLoad(new ServableId("m", 1), _folder.FullName, out _, out var error));
        Assert.Equal($"INVALID_ARGUMENT: {problem}", error.ToString());
        Assert.Empty(inner.Calls);
    }

    [Fact]
    public void Load_PerModelParameters_BatchesOnlyVersionsThatBringThem()
    {
        var settings = new BatchingSettings { PerModel = true };
        Assert.False(Load(settings) is BatchedModel);
        var file = Path.Combine(_folder.FullName, "batching_params.pbtxt");
        File.WriteAllText(file, "max_batch_size { value: 4 }");
        Assert.True(Load(settings) is BatchedModel);
        File.WriteAllText(file, "max_batch_size { value: four }");
        Assert.False(Loader(new FunctionLoader(_ => FunctionModel.HalfPlus(2)), settings).TryLoad(new ServableId("m", 1), _folder.FullName, out _, out var error));
        Assert.StartsWith($"INVALID_ARGUMENT: Can't parse {file} as text proto: 1:", error.ToString());
    }

    [Fact]
    public void TryRead_Flags_GiveTheParametersOfTheFile()
    {
        var file = RepositoryPaths.InSharedData("savedmodels", "batching_config.txt");
        var flags = new ServerFlags { ModelBasePath = _folder.FullName, EnableBatching = true, BatchingParametersFile = file };
        Assert.True(ServerOptionsReader.TryRead(flags, out var options, out var error), error);

        Assert.Equal((128L, 0L, 1_000_000L, 8), (
            options.Batching?.Parameters.MaxBatchSize,
            options.Batching?.Parameters.BatchTimeoutMicros,
            options.Batching?.Parameters.MaxEnqueuedBatches,
            options.Batching?.Threads));
        Assert.False(ServerOptionsReader.TryRead(flags with { EnableBatching = false }, out _, out error));
        Assert.Equal("--batching_parameters_file needs --enable_batching", error);
        File.WriteAllText(Path.Combine(_folder.FullName, "threads"), "num_batch_threads { value: 0 }");
        Assert.False(ServerOptionsReader.TryRead(flags with { BatchingParametersFile = Path.Combine(_folder.FullName, "threads") }, out _, out error));
        Assert.Equal("num_batch_threads must be positive; was 0", error);
    }

    [Fact]
    public async Task Server_ConcurrentRequests_AreAnsweredThroughTheQueue()
    {
        var runs = 0;
        var inner = FunctionModel.HalfPlus(2);
        var model = new FunctionModel(inner.Signatures["serving_default"], inputs =>
        {
            Interlocked.Increment(ref runs);
            return inner.Run("serving_default", inputs, null);
        });
        await using var server = await TestServer.StartAsync(new FunctionLoader(_ => model), ["1"], options => options with
        {
            Batching = new BatchingSettings { Parameters = new BatchingParameters { NumBatchThreads = 1 } },
            MetricsPath = "/metrics",
        });
        var answers = Enumerable.Range(0, 8).Select(i => server.PostAsync("/v1/models/default:predict", $"{{\"instances\":[{i}.0]}}")).ToList();
        for (var i = 0; i < answers.Count; i++)
        {
            var (status, body) = await answers[i];
            Assert.Equal(200, status);
            Assert.Equal((i / 2f) + 2, System.Text.Json.JsonDocument.Parse(body).RootElement.GetProperty("predictions")[0].GetSingle());
        }

        var (_, page) = await server.GetAsync("/metrics");
        Assert.Contains($":tensorflow:serving:batching_session:wrapped_run_count{{}} {runs}\n", page);
        Assert.Contains($":tensorflow:core:graph_runs{{}} {runs}\n", page);
        Assert.Contains(":tensorflow:serving:batching_session:input_batch_size_count{} 8\n", page);
    }

    private static BatchingLoader Loader(FunctionLoader inner, BatchingSettings settings) =>
        new(inner, settings, new BatchScheduler(1, TimeProvider.System), new BatchingMetrics(), TimeProvider.System);

    private IModel Load(BatchingSettings settings)
    {
        Assert.True(Loader(new FunctionLoader(_ => FunctionModel.HalfPlus(2)), settings).TryLoad(new ServableId("m", 1), _folder.FullName, out var model, out var error), error?.Message);
        return model;
    }
}
