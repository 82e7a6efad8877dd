using Grpc.Core;
using ModelServing.ModelServer.Tests.Hosting;
using ModelServing.ModelServer.Tests.Servables;
using Xunit;

namespace ModelServing.ModelServer.Tests.Grpc;

public sealed class MalformedMessageTests : IAsyncLifetime
{
    private static readonly Marshaller<byte[]> Bytes = Marshallers.Create<byte[]>(static bytes => bytes, static bytes => bytes);

    private TestServer _server = null!; // set before each test

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync(new FunctionLoader(id => FunctionModel.HalfPlus(id.Version)), ["123"]);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("PredictionService", "Predict", "PredictRequest")]
    [InlineData("PredictionService", "Classify", "ClassificationRequest")]
    [InlineData("PredictionService", "Regress", "RegressionRequest")]
    [InlineData("PredictionService", "MultiInference", "MultiInferenceRequest")]
    [InlineData("PredictionService", "GetModelMetadata", "GetModelMetadataRequest")]
    [InlineData("ModelService", "GetModelStatus", "GetModelStatusRequest")]
    [InlineData("ModelService", "HandleReloadConfigRequest", "ReloadConfigRequest")]
    public async Task Call_MessageOfNoType_IsRefusedByName(string service, string method, string type)
    {
        var refusal = await Assert.ThrowsAsync<RpcException>(() => CallAsync(service, method, [0xff, 0xff, 0xff]));

        Assert.Equal(StatusCode.Internal, refusal.StatusCode);
        Assert.StartsWith($"The message is not a valid {type}: ", refusal.Status.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PredictionService", "SessionRun", "Method is unimplemented.")]
    [InlineData("SessionService", "SessionRun", "Service is unimplemented.")]
    public async Task Call_NoSuchMethod_IsUnimplemented(string service, string method, string detail)
    {
        var refusal = await Assert.ThrowsAsync<RpcException>(() => CallAsync(service, method, []));

        Assert.Equal((StatusCode.Unimplemented, detail), (refusal.StatusCode, refusal.Status.Detail));
    }

    private async Task<byte[]> CallAsync(string service, string method, byte[] message) =>
        await _server.Channel.CreateCallInvoker().AsyncUnaryCall(new Method<byte[], byte[]>(MethodType.Unary, $"tensorflow.serving.{service}", method, Bytes, Bytes), null, default, message);
}
