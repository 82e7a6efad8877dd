using ModelServing.ModelServer.Tests.Hosting;
using ModelServing.ModelServer.Tests.Servables;
using Xunit;

namespace ModelServing.ModelServer.Tests.OpenInference;

public sealed class OpenInferenceEndpointTests : IAsyncLifetime
{
    private TestServer _server = null!; // set before each test

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync(new FunctionLoader(_ => FunctionModel.HalfPlus(2)), ["3"]);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("/v2/health/live", 200, "{\"live\":true}")]
    [InlineData("/v2/health/ready", 200, "{\"ready\":true}")]
    [InlineData("/v2/models/default/ready", 200, "{\"name\":\"default\",\"ready\":true}")]
    [InlineData("/v2/models/default/versions/3/ready", 200, "{\"name\":\"default\",\"ready\":true}")]
    [InlineData("/v2/models/foo/ready", 404, "{\"error\":\"Model with name foo does not exist.\"}")]
    [InlineData("/v2/models/foo", 404, "{\"error\":\"Servable not found for request: Latest(foo)\"}")]
    [InlineData("/v2/nothing", 404, "{\"error\":\"No route: GET /v2/nothing\"}")]
    [InlineData("/v2/models/default", 200,
        "{\"name\":\"default\",\"versions\":[\"3\"],\"platform\":\"tensorflow_savedmodel\",\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[]}],\"outputs\":[{\"name\":\"y\",\"datatype\":\"FP32\",\"shape\":[]}]}")]
    public async Task Get_Route_AnswersExactly(string path, int status, string body) => Assert.Equal((status, body), await _server.GetAsync(path));

    [Theory]
    [InlineData("{\"id\":\"7\",\"inputs\":[{\"name\":\"x\",\"shape\":[2,1],\"datatype\":\"fp32\",\"data\":[[1],[2]]}],\"outputs\":[{\"name\":\"y\"}]}", 200,
        "{\"model_name\":\"default\",\"model_version\":\"3\",\"id\":\"7\",\"outputs\":[{\"name\":\"y\",\"shape\":[2,1],\"datatype\":\"FP32\",\"data\":[2.5,3]}]}")]
    [InlineData("{\"inputs\":[{\"name\":\"x\",\"shape\":[3],\"datatype\":\"FP32\",\"data\":[1,NaN]}]}", 400,
        "{\"error\":\"Input \\u0027x\\u0027: \\u0022data\\u0022 has 2 elements, but the shape [3] needs 3\"}")]
    [InlineData("{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"INT64\",\"data\":[1]}]}", 400,
        "{\"error\":\"Input \\u0027x\\u0027 must be FP32, not INT64\"}")]
    [InlineData("{\"inputs\":[]}", 400, "{\"error\":\"Input \\u0027x\\u0027 is missing\"}")]
    [InlineData("{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"FP16\",\"data\":[1]}]}", 400,
        "{\"error\":\"Input \\u0027x\\u0027: datatype FP16 has no JSON form here\"}")]
    public async Task Infer_Body_AnswersExactly(string body, int status, string expected) =>
        Assert.Equal((status, expected), await _server.PostAsync("/v2/models/default/infer", body));

    [Fact]
    public async Task Get_SwitchedOff_IsTheHtml404()
    {
        await using var server = await TestServer.StartAsync(
            new FunctionLoader(_ => FunctionModel.HalfPlus(2)), ["3"], options => options with { OpenInference = false });

        Assert.StartsWith("<html>", (await server.GetAsync("/v2/health/live")).Body);
    }
}
