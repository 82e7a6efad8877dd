using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Sources;
using ModelServing.ModelServer.Tests.Conformance;
using ModelServing.ModelServer.Tests.Hosting;
using Xunit;

namespace ModelServing.ModelServer.Tests.Sources;

public sealed class NegativeVersionTests
{
    /// <summary>The only version below the base path is served as any other; REST has no way to name it.</summary>
    [Fact]
    public async Task Predict_FolderWithANegativeNumber_IsTheVersion()
    {
        var folder = Directory.CreateTempSubdirectory("modelserver-test-");
        HalfPlusTwoModel.Builder().WriteTo(Path.Combine(folder.FullName, "-5"));
        await using var server = await TestServer.StartAsync(null, folder, new ModelSettings("default", folder.FullName, new VersionPolicy.Latest(1)));
        var client = new PredictionService.PredictionServiceClient(server.Channel);
        var request = new PredictRequest { ModelSpec = new ModelSpec { Name = "default", Version = -5 } };
        request.Inputs.Add("x", TensorProtoCodec.Encode(Tensor.Create([1], 2f)));

        var response = await client.PredictAsync(request, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal([3f], response.Outputs["y"].FloatVal);
        Assert.Equal(-5, response.ModelSpec.Version);
        var status = await server.Http.GetStringAsync(new Uri("/v1/models/default", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Contains("\"version\": \"-5\",\n   \"state\": \"AVAILABLE\"", status, StringComparison.Ordinal);
        Assert.Equal(400, (await server.PostAsync("/v1/models/default/versions/-5:predict", """{"instances": [2.0]}""")).Status);
    }
}
