using System.Text.Json.Nodes;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Sources;
using ModelServing.ModelServer.Tests.Hosting;
using ModelServing.Testing;
using Xunit;

namespace ModelServing.ModelServer.Tests.Conformance;

/// <summary>Real SavedModels of both generations through the real loader and both protocols.</summary>
public sealed class HalfPlusTwoTests
{
    [Theory]
    [InlineData("saved_model_half_plus_two_cpu", "{\"instances\":[2.0,3.0,4.0]}", "{\n    \"predictions\": [3.0, 3.5, 4.0\n    ]\n}")]
    [InlineData("saved_model_half_plus_two_cpu", "{\"instances\":[[1.0,2.0],[3.0,4.0]]}", "{\n    \"predictions\": [[2.5, 3.0], [3.5, 4.0]\n    ]\n}")]
    [InlineData("saved_model_half_plus_two_cpu", "{\"inputs\":2.0}", "{\n    \"outputs\": 3.0\n}")]
    [InlineData("saved_model_half_plus_two_cpu", "{\"instances\":[{\"x\":[1.0]},{\"x\":[2.0]}]}", "{\n    \"predictions\": [[2.5], [3.0]\n    ]\n}")]
    [InlineData("saved_model_half_plus_two_tf2_cpu", "{\"instances\":[2.0]}", "{\n    \"predictions\": [3.0\n    ]\n}")]
    [InlineData("saved_model_half_plus_three", "{\"instances\":[2.0,3.0]}", "{\n    \"predictions\": [4.0, 4.5\n    ]\n}")]
    public async Task Predict_RealModel_AnswersExactly(string model, string body, string expected)
    {
        await using var server = await StartAsync(model);

        Assert.Equal((200, expected), await server.PostAsync("/v1/models/default:predict", body));
    }

    [Theory]
    [InlineData("saved_model_half_plus_two_cpu", "half_plus_two_model_metadata.json")]
    [InlineData("saved_model_half_plus_two_2_versions", "saved_model_half_plus_two_2_versions_metadata.json")]
    public async Task Metadata_RealModel_EqualsTheOriginals(string model, string golden)
    {
        var expected = JsonNode.Parse(await File.ReadAllTextAsync(RepositoryPaths.InSharedData("savedmodels", golden), TestContext.Current.CancellationToken));
        var (name, version) = ((string)expected!["model_spec"]!["name"]!, (string?)expected["model_spec"]!["version"]); // the file has them
        await using var server = await StartAsync(model, name);
        await server.UntilAsync(models => models.Find(name, 123) is not null);

        var (status, body) = await server.GetAsync($"/v1/models/{name}/versions/{version}/metadata");

        Assert.Equal(200, status);
        Assert.True(JsonNode.DeepEquals(WithoutDefaults(expected), WithoutDefaults(JsonNode.Parse(body))), body);
    }

    [Fact]
    public async Task Predict_Grpc_AnswersInTypedFields()
    {
        await using var server = await StartAsync("saved_model_half_plus_two_cpu");
        var client = new PredictionService.PredictionServiceClient(server.Channel);
        var request = new PredictRequest { ModelSpec = new ModelSpec { Name = "default" } };
        request.Inputs["x"] = TensorProtoCodec.Encode(Tensor.Create([1], 2f));

        var response = await client.PredictAsync(request);

        Assert.Equal([3f], response.Outputs["y"].FloatVal);
        Assert.Equal(123, response.ModelSpec.Version);
    }

    /// <summary>Older answers lack the member <c>defaults</c>, which these models leave empty.</summary>
    private static JsonNode? WithoutDefaults(JsonNode? metadata)
    {
        foreach (var (_, signature) in metadata?["metadata"]?["signature_def"]?["signature_def"]?.AsObject() ?? [])
        {
            Assert.Empty(signature?["defaults"]?.AsObject() ?? []);
            signature?.AsObject().Remove("defaults");
        }

        return metadata;
    }

    private static Task<TestServer> StartAsync(string model, string name = "default")
    {
        var folder = new DirectoryInfo(RepositoryPaths.InSharedData("savedmodels", model));
        return TestServer.StartAsync(
            null, folder, new ModelSettings(name, folder.FullName, new VersionPolicy.All()));
    }
}
