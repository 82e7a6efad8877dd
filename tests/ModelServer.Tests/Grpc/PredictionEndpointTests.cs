using Grpc.Core;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Tests.Hosting;
using ModelServing.ModelServer.Tests.Servables;
using Xunit;

namespace ModelServing.ModelServer.Tests.Grpc;

public sealed class PredictionEndpointTests : IAsyncLifetime
{
    private TestServer _server = null!; // set before each test

    private PredictionService.PredictionServiceClient Client => new(_server.Channel);

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync(new FunctionLoader(_ => FunctionModel.HalfPlus(2)), ["123"]);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Predict_OneValue_AnswersInTypedFields()
    {
        var response = await Client.PredictAsync(Request(("x", Tensor.Create([1], 2f))));

        Assert.Equal([3f], response.Outputs["y"].FloatVal);
        Assert.True(response.Outputs["y"].TensorContent.IsEmpty);
        Assert.Equal(new ModelSpec { Name = "default", SignatureName = "serving_default", Version = 123 }, response.ModelSpec);
    }

    [Fact]
    public async Task Predict_LargeInputsInTurn_AreNeverEachOthers()
    {
        List<Tensor> kept = [];
        var half = FunctionModel.HalfPlus(2);
        await using var server = await TestServer.StartAsync(
            new FunctionLoader(_ => new FunctionModel(half.Signatures["serving_default"], inputs =>
            {
                kept.Add(inputs["x"]);
                return half.Run("serving_default", inputs, null);
            })),
            ["1"]);
        var client = new PredictionService.PredictionServiceClient(server.Channel);
        for (var i = 0; i < 4; i++)
        {
            var values = Enumerable.Repeat((float)i, 1000).ToArray();
            var response = await client.PredictAsync(Request(("x", Tensor.Create<float>([values.Length], values))));
            Assert.Equal(values.Select(value => (value / 2) + 2), response.Outputs["y"].FloatVal);
        }

        Assert.Equal([0f, 1f, 2f, 3f], kept.Select(tensor => tensor.AsSpan<float>()[999]));
    }

    [Fact]
    public async Task Predict_Scalar_StaysAScalar()
    {
        var response = await Client.PredictAsync(Request(("x", Tensor.Scalar(2f))));

        Assert.Empty(response.Outputs["y"].TensorShape.Dim);
    }

    [Fact]
    public async Task Predict_OutputFilter_IsChecked()
    {
        var request = Request(("x", Tensor.Scalar(2f)));
        request.OutputFilter.Add("y");
        Assert.Equal(["y"], (await Client.PredictAsync(request)).Outputs.Keys);
        request.OutputFilter.Add("y");
        Assert.Equal((StatusCode.InvalidArgument, "duplicate output tensor alias: y"), await RefusalAsync(request));
        request.OutputFilter[1] = "z";
        Assert.Equal(
            (StatusCode.InvalidArgument, "output tensor alias not found in signature: z Outputs expected to be in the set {y}."), await RefusalAsync(request));
    }

    [Fact]
    public async Task Predict_BadSpec_IsRefused()
    {
        var request = Request(("x", Tensor.Scalar(2f)));
        request.ModelSpec.SignatureName = "nope";
        Assert.Equal((StatusCode.FailedPrecondition, "Serving signature key \"nope\" not found."), await RefusalAsync(request));
        request.ModelSpec = new ModelSpec { Name = "foo" };
        Assert.Equal((StatusCode.NotFound, "Servable not found for request: Latest(foo)"), await RefusalAsync(request));
        request.ModelSpec = new ModelSpec { Name = "default", VersionLabel = "none" };
        Assert.Equal((StatusCode.InvalidArgument, "Unrecognized servable version label: none"), await RefusalAsync(request));
        request.ModelSpec = new ModelSpec();
        Assert.Equal((StatusCode.InvalidArgument, "ModelSpec has no name specified."), await RefusalAsync(request));
        request.ModelSpec = null;
        Assert.Equal((StatusCode.InvalidArgument, "Missing ModelSpec"), await RefusalAsync(request));
    }

    [Fact]
    public async Task Predict_BadInputs_AreRefused()
    {
        Assert.Equal(
            (StatusCode.InvalidArgument, "Expects arg[0] to be float but bool is provided"), await RefusalAsync(Request(("x", Tensor.Scalar(true)))));
        var (_, extra) = await RefusalAsync(Request(("unknown_key1", Tensor.Scalar(1f)), ("unknown_key2", Tensor.Scalar(1f))));
        Assert.Contains("2!=1", extra);
        Assert.Contains("Sent extra: {unknown_key1,unknown_key2}. Missing but required: {x}.", extra);
        Assert.StartsWith(
            "Signature input alias: x(feed name: x:0) not found in request and no default value provided.",
            (await RefusalAsync(Request(("y", Tensor.Scalar(1f))))).Detail);
    }

    [Fact]
    public async Task GetModelMetadata_Fields_AreChecked()
    {
        var request = new GetModelMetadataRequest { ModelSpec = new ModelSpec { Name = "default" } };
        var none = await Assert.ThrowsAsync<RpcException>(async () => await Client.GetModelMetadataAsync(request));
        Assert.Equal("GetModelMetadataRequest must specify at least one metadata_field", none.Status.Detail);
        request.MetadataField.Add("x");
        var unknown = await Assert.ThrowsAsync<RpcException>(async () => await Client.GetModelMetadataAsync(request));
        Assert.Equal("Metadata field x is not supported", unknown.Status.Detail);
        request.MetadataField[0] = "signature_def";

        var response = await Client.GetModelMetadataAsync(request);

        Assert.Equal("y:0", response.Metadata["signature_def"].Unpack<SignatureDefMap>().SignatureDef["serving_default"].Outputs["y"].Name);
        Assert.Equal(123, response.ModelSpec.Version);
    }

    private static PredictRequest Request(params (string Name, Tensor Tensor)[] inputs)
    {
        var request = new PredictRequest { ModelSpec = new ModelSpec { Name = "default" } };
        foreach (var (name, tensor) in inputs)
        {
            request.Inputs[name] = TensorProtoCodec.Encode(tensor);
        }

        return request;
    }

    private async Task<(StatusCode Code, string Detail)> RefusalAsync(PredictRequest request)
    {
        var exception = await Assert.ThrowsAsync<RpcException>(async () => await Client.PredictAsync(request));
        return (exception.StatusCode, exception.Status.Detail);
    }
}
