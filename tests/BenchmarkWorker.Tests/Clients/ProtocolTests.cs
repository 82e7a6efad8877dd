using Grpc.Core;
using ModelServing.BenchmarkWorker.Analysis;
using ModelServing.BenchmarkWorker.Clients;
using ModelServing.BenchmarkWorker.Reports;
using ModelServing.BenchmarkWorker.Runs;
using ModelServing.BenchmarkWorker.Targets;
using ModelServing.BenchmarkWorker.Tests.Clients.Platforms;
using Xunit;

namespace ModelServing.BenchmarkWorker.Tests.Clients;

public class ProtocolTests
{
    [Fact]
    public async Task Run_OneModelInEveryProtocol_AnswersAllAndAgrees()
    {
        await using var platform = await FakePlatform.StartAsync();

        var outcome = await Plans.RunAsync(Plan(platform));

        Assert.Equal(
            [
                ("tensorflow", WireProtocol.TensorFlow), ("tensorflow-grpc", WireProtocol.TensorFlowGrpc), ("seldon", WireProtocol.Seldon), ("seldon-grpc", WireProtocol.SeldonGrpc),
                ("kserve-v1", WireProtocol.TensorFlow), ("kserve-v2", WireProtocol.OpenInference), ("kserve-v2-binary", WireProtocol.OpenInferenceBinary), ("kserve-v2-grpc", WireProtocol.OpenInferenceGrpc),
            ],
            outcome.Platforms.Select(result => (result.Name, result.Protocol!.Value))); // those that were reached have one
        Assert.All(outcome.Platforms, result => Assert.Equal((100L, 100L, null), (result.TotalRequests, result.SuccessfulRequests, result.Problem)));
        Assert.All(outcome.Platforms, result => Assert.Equal((2, 128), (result.InstancesPerRequest, result.FeaturesPerRequest)));
    }

    [Theory]
    [InlineData("tensorflow-grpc", "tensorflow-grpc")]
    [InlineData("v2", "kserve-v2")]
    [InlineData("v2-binary", "kserve-v2-binary")]
    [InlineData("v2-grpc", "kserve-v2-grpc")]
    [InlineData("seldon", "seldon")]
    [InlineData("seldon-grpc", "seldon-grpc")]
    public async Task Run_OneProtocolThatComputesSomethingElse_IsTold(string wrong, string name)
    {
        await using var platform = await FakePlatform.StartAsync(new() { Wrong = wrong, Bias = 0.25f });

        var outcome = await Plans.RunAsync(Plan(platform));

        var odd = Assert.Single(outcome.Platforms, result => result.FailedRequests > 0);
        Assert.Equal((name, 16L, 16L), (odd.Name, odd.Failures["wrong_output"], odd.FailedRequests)); // the golden payloads, each of which comes once among 100
        Assert.Matches($"^{name} answers payload \\d+ differently from tensorflow: (probabilities|classes) is .*, not .*, at \\[\\d(,\\d)?\\]: .* apart$", odd.Problem);
    }

    [Theory]
    [InlineData(StatusCode.ResourceExhausted, "grpc_resource_exhausted")]
    [InlineData(StatusCode.Unavailable, "grpc_unavailable")]
    [InlineData(StatusCode.Internal, "grpc_internal")]
    public async Task Run_GrpcStatuses_AreCountedByName(StatusCode status, string kind)
    {
        await using var platform = await FakePlatform.StartAsync(new() { Failure = status });

        var result = (await Plans.RunAsync(Grpc(platform) with { WarmupRequests = 0, TotalRequests = 99 })).Platforms[0];

        Assert.Equal((99L, 66L, 33L), (result.TotalRequests, result.SuccessfulRequests, result.Failures[kind]));
        Assert.Equal($"gRPC {status}: as told", result.Problem);
    }

    [Fact]
    public async Task Run_GrpcServiceThatNeverAnswers_MeetsTheDeadline()
    {
        await using var platform = await FakePlatform.StartAsync(new() { Hangs = true });

        var result = (await Plans.RunAsync(Grpc(platform) with { WarmupRequests = 0, Timeout = TimeSpan.FromMilliseconds(500) })).Platforms[0];

        Assert.Equal((PlatformState.Failed, result.TotalRequests), (result.State, result.Failures["deadline"]));
    }

    [Fact]
    public async Task Run_NobodyAtTheGrpcPort_IsSaidInOneLine()
    {
        var dead = Plans.DeadUrl();

        var result = (await Plans.RunAsync(Plans.For() with { Targets = [new(Platform.TensorFlow, dead, "tensorflow-grpc", WireProtocol.TensorFlowGrpc)] })).Platforms[0];

        Assert.Matches($"^cannot reach {dead.GetLeftPart(UriPartial.Authority)}: .*refused", result.Problem);
    }

    [Fact]
    public async Task Run_Http2AndHeaders_ReachTheServer()
    {
        await using var platform = await FakePlatform.StartAsync();
        var settings = new ClientSettings { Http2 = true, Headers = [new("Authorization", "Bearer secret")] };
        var plan = Plans.For((Platform.TensorFlow, platform.Http2)) with { Clients = settings, Targets = [new(Platform.TensorFlow, platform.Http2), new(Platform.TensorFlow, platform.Http2, "g", WireProtocol.TensorFlowGrpc)] };

        var outcome = await Plans.RunAsync(plan);

        Assert.All(outcome.Platforms, result => Assert.Equal(100, result.SuccessfulRequests));
        Assert.Equal([("HTTP/2", "Bearer secret", platform.Http2.Authority)], platform.Seen.Distinct());
        Assert.DoesNotContain("secret", System.Text.Json.JsonSerializer.Serialize(outcome, ReportJsonContext.Default.BenchmarkOutcome), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, 200L)]
    [InlineData(false, 0L)]
    public async Task Run_SelfSignedCertificate_IsOnlyAcceptedInsecurely(bool insecure, long succeeded)
    {
        await using var platform = await FakePlatform.StartAsync();
        var plan = Plans.For() with { Clients = new() { Insecure = insecure }, Targets = [new(Platform.TensorFlow, platform.Tls), new(Platform.TensorFlow, platform.Tls, "g", WireProtocol.TensorFlowGrpc)] };

        var outcome = await Plans.RunAsync(plan);

        Assert.Equal(succeeded, outcome.Platforms.Sum(result => result.SuccessfulRequests));
        Assert.All(outcome.Platforms, result => Assert.Equal(insecure, result.State == PlatformState.Measured));
    }

    [Fact]
    public async Task Run_HostHeader_IsTheAuthorityOfGrpcToo()
    {
        await using var platform = await FakePlatform.StartAsync();
        var plan = Plans.For() with { HostHeader = "digits.example.com", Targets = [new(Platform.KServe, platform.Http2, null, WireProtocol.OpenInferenceGrpc)] };

        var result = (await Plans.RunAsync(plan)).Platforms[0];

        Assert.Equal(100, result.SuccessfulRequests);
        Assert.All(platform.Seen, request => Assert.Equal("digits.example.com", request.Host));
    }

    [Fact]
    public async Task Run_SeldonBehindAGateway_IsFoundByItsHeaders()
    {
        await using var platform = await FakePlatform.StartAsync();
        var target = new Target(Platform.Seldon, new(platform.Http2, "/seldon/model-serving/digits"), "seldon-grpc", WireProtocol.TensorFlowGrpc);

        var result = (await Plans.RunAsync(Plans.For() with { Targets = [target] })).Platforms[0];

        Assert.Equal((100, "digits.model-serving"), (result.SuccessfulRequests, Assert.Single(platform.Behaviour.Deployments.Distinct())));
    }

    [Fact]
    public async Task Run_WithoutKeepAlive_ConnectsForEveryRequest()
    {
        await using var platform = await FakePlatform.StartAsync();
        var plan = Plans.For((Platform.TensorFlow, platform.Rest)) with { WarmupRequests = 0, Clients = new() { DisableKeepAlive = true } };

        Assert.Equal(100, (await Plans.RunAsync(plan)).Platforms[0].SuccessfulRequests);
        Assert.Equal(100, platform.Behaviour.Connections.Distinct().Count());
    }

    [Fact]
    public async Task Run_SamePayload_SendsOneInput()
    {
        await using var platform = await FakePlatform.StartAsync();
        using var preparer = new TargetPreparer(Grpc(platform) with { Clients = new() { SamePayload = true } });

        Assert.Single(Assert.Single(await preparer.PrepareAsync(TestContext.Current.CancellationToken)).Prepared!.Payloads); // the server is there
        Assert.Equal(100, (await Plans.RunAsync(Grpc(platform) with { Clients = new() { SamePayload = true } })).Platforms[0].SuccessfulRequests);
    }

    private static BenchmarkPlan Grpc(FakePlatform platform) =>
        Plans.For() with { Targets = [new(Platform.TensorFlow, platform.Http2, "tensorflow-grpc", WireProtocol.TensorFlowGrpc)], ConcurrentRequests = 4 };

    private static BenchmarkPlan Plan(FakePlatform platform) => Plans.For() with
    {
        WarmupRequests = 0,
        Targets = TargetList.Read(new()
        {
            TensorFlow = platform.Rest.OriginalString,
            TensorFlowGrpc = platform.Grpc,
            Seldon = platform.Rest.OriginalString,
            SeldonGrpc = platform.Grpc,
            KServe = platform.Rest.OriginalString,
            KServeGrpc = platform.Grpc,
            KServeProtocols = [WireProtocol.TensorFlow, WireProtocol.OpenInference, WireProtocol.OpenInferenceBinary],
        }).Targets!, // these are URLs
    };
}
