using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Sources;
using ModelServing.ModelServer.Tests.Hosting;
using ModelServing.ModelServer.Tests.Loading.Host;
using Xunit;

namespace ModelServing.ModelServer.Tests.Conformance;

/// <summary>The counter model over the wire: signatures without inputs, and state between requests.</summary>
public sealed class CounterServingTests
{
    [Fact]
    public async Task Predict_Counter_CountsFromRequestToRequest()
    {
        var folder = Directory.CreateTempSubdirectory("modelserver-test-");
        CounterTests.WithReferences().WriteTo(Path.Combine(folder.FullName, "1"));
        await using var server = await TestServer.StartAsync(null, folder, new ModelSettings("default", folder.FullName, new VersionPolicy.Latest(1)));
        var client = new PredictionService.PredictionServiceClient(server.Channel);
        List<float> counts = [];

        foreach (var signature in new[] { "get_counter", "incr_counter", "reset_counter", "incr_counter", "incr_counter_by", "get_counter" })
        {
            var request = new PredictRequest { ModelSpec = new ModelSpec { Name = "default", SignatureName = signature } };
            if (signature == "incr_counter_by")
            {
                request.Inputs.Add("delta", TensorProtoCodec.Encode(Tensor.Scalar(3f)));
            }

            var response = await client.PredictAsync(request, cancellationToken: TestContext.Current.CancellationToken);
            counts.Add(response.Outputs["output"].FloatVal[0]);
        }

        Assert.Equal([0f, 1, 0, 1, 4, 4], counts);
    }
}
