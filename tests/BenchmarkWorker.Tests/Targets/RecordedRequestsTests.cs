using System.Text;
using Google.Protobuf;
using ModelServing.BenchmarkWorker.Runs;
using ModelServing.BenchmarkWorker.Targets;
using ModelServing.BenchmarkWorker.Tests.Clients.Platforms;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Records;
using ModelServing.Inference.Tensors;
using Xunit;

namespace ModelServing.BenchmarkWorker.Tests.Targets;

public sealed class RecordedRequestsTests : IDisposable
{
    private static readonly string Row = $"[{string.Join(',', Enumerable.Range(0, 64).Select(i => i % 16))}]";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    [Fact]
    public async Task Run_RecordedInV1_IsSentAsItIsAndTranslatedForOthers()
    {
        await using var platform = await FakePlatform.StartAsync();
        var file = Write("requests.jsonl", $$"""{"instances":[{{Row}}]}""", "", $$"""{"instances":[{{Row}},{{Row}}]}""");
        var plan = Plan(platform) with { Clients = new() { RequestsFile = file } };

        var outcome = await Plans.RunAsync(plan);

        Assert.Equal(["tensorflow", "tensorflow-grpc", "kserve-v2", "kserve-v2-binary", "kserve-v2-grpc"], outcome.Platforms.Select(result => result.Name));
        Assert.All(outcome.Platforms, result => Assert.Equal((100L, null), (result.SuccessfulRequests, result.Problem)));
    }

    [Fact]
    public async Task Run_RequestLogOfTensorFlowServing_IsSentInEveryProtocol()
    {
        await using var platform = await FakePlatform.StartAsync();
        var file = Path.Combine(_folder.FullName, "tf_serving_warmup_requests");
        await using (var stream = File.Create(file))
        {
            var pixels = TensorProtoCodec.Encode(Tensor.Create<float>([1, 64], [.. Enumerable.Range(0, 64).Select(i => i % 16f)]));
            var request = new PredictRequest { ModelSpec = new() { Name = "other", SignatureName = "serving_default" }, Inputs = { ["pixels"] = pixels } };
            new RecordWriter(stream).Write(new PredictionLog { PredictLog = new() { Request = request } }.ToByteArray());
        }

        var outcome = await Plans.RunAsync(Plan(platform) with { Clients = new() { RequestsFile = file } });

        Assert.All(outcome.Platforms, result => Assert.Equal((100L, null), (result.SuccessfulRequests, result.Problem)));
    }

    [Fact]
    public async Task Run_RequestLogOfOtherRequests_IsRefusedInOneLine()
    {
        var file = Path.Combine(_folder.FullName, "log");
        await using (var stream = File.Create(file))
        {
            new RecordWriter(stream).Write(new PredictionLog { RegressLog = new() }.ToByteArray());
        }

        Assert.Equal($"{file}: record 1 is no predict request", (await RecordedRequests.ReadAsync(file, TestContext.Current.CancellationToken)).Problem);
    }

    [Fact]
    public async Task Run_GoldenFileThatDisagrees_IsTold()
    {
        await using var platform = await FakePlatform.StartAsync();
        var requests = Write("requests.jsonl", $$"""{"instances":[{{Row}}]}""");
        var golden = Write("golden.jsonl", """{"predictions":[{"classes":1,"probabilities":[0.25,0.75]}]}""");

        var outcome = await Plans.RunAsync(Plan(platform) with { WarmupRequests = 0, Clients = new() { RequestsFile = requests, GoldenFile = golden } });

        Assert.All(outcome.Platforms, result => Assert.InRange(result.Failures["wrong_output"], 5, 7));
        Assert.All(outcome.Platforms, result => Assert.Equal($"{result.Name} answers payload 0 differently from {golden}: probabilities is 0.46875, not 0.25, at [0,0]: 0.219 apart", result.Problem));
    }

    [Fact]
    public async Task Run_UrlOfNoProtocol_SendsTheBodiesAsTheyAre()
    {
        await using var platform = await FakePlatform.StartAsync();
        var plan = Plans.For((Platform.Url, new(platform.Rest, "/echo"))) with { Clients = new() { RequestsFile = Write("requests.txt", "anything", "else") } };

        var result = (await Plans.RunAsync(plan)).Platforms[0];

        Assert.Equal((100L, WireProtocol.Raw), (result.SuccessfulRequests, result.Protocol));
    }

    [Theory]
    [InlineData("{", "request 1 of .* cannot be sent as TensorFlow: JSON Parse error")]
    [InlineData("""{"data":{"ndarray":[[1]]}}""", "request 1 of .* cannot be sent as TensorFlow: it is a request of no protocol known here")]
    [InlineData("""{"inputs":[{"name":"x","datatype":"FP32","shape":[2],"data":[1]}]}""", "request 1 of .* cannot be sent as TensorFlow: Input 'x': \"data\" has 1 elements")]
    [InlineData("", "has no requests$")]
    [InlineData(null, "cannot read .*missing")]
    public async Task Prepare_FileThatCannotBeSent_IsSaidInOneLine(string? line, string problem)
    {
        await using var platform = await FakePlatform.StartAsync();
        var file = line is null ? Path.Combine(_folder.FullName, "missing") : Write("requests.jsonl", line);
        using var preparer = new TargetPreparer(Plans.For((Platform.TensorFlow, platform.Rest)) with { Clients = new() { RequestsFile = file } });

        Assert.Matches(problem, Assert.Single(await preparer.PrepareAsync(TestContext.Current.CancellationToken)).Problem);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static BenchmarkPlan Plan(FakePlatform platform) => Plans.For() with
    {
        Targets = TargetList.Read(new()
        {
            TensorFlow = platform.Rest.OriginalString,
            TensorFlowGrpc = platform.Grpc,
            KServe = platform.Rest.OriginalString,
            KServeGrpc = platform.Grpc,
            KServeProtocols = [WireProtocol.OpenInference, WireProtocol.OpenInferenceBinary],
        }).Targets!, // these are URLs
    };

    private string Write(string name, params string[] lines)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllLines(path, lines, Encoding.UTF8);
        return path;
    }
}
