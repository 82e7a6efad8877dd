using System.IO.Compression;
using System.Net;
using System.Text;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Tests.Hosting;
using ModelServing.ModelServer.Tests.Servables;
using Xunit;

namespace ModelServing.ModelServer.Tests.Rest;

/// <summary>The REST dialect against half-plus-two (y = x/2 + 2).</summary>
public sealed class PredictTests : IAsyncLifetime
{
    private const string Predict = "/v1/models/default:predict";
    private TestServer _server = null!; // set before each test

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync(
        new FunctionLoader(_ => FunctionModel.HalfPlus(2)), ["00000123"], options => options with { AllowUnavailableLabels = true });

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("{\"instances\":[2.0,3.0,4.0]}", "{\n    \"predictions\": [3.0, 3.5, 4.0\n    ]\n}")]
    [InlineData("{\"instances\":[[1.0,2.0],[3.0,4.0]]}", "{\n    \"predictions\": [[2.5, 3.0], [3.5, 4.0]\n    ]\n}")]
    [InlineData("{\"inputs\":[2.0,3.0,4.0]}", "{\n    \"outputs\": [\n        3.0,\n        3.5,\n        4.0\n    ]\n}")]
    [InlineData("{\"inputs\":2.0}", "{\n    \"outputs\": 3.0\n}")]
    [InlineData("{\"inputs\":{\"x\":[3.0,4.0]}}", "{\n    \"outputs\": [\n        3.5,\n        4.0\n    ]\n}")]
    [InlineData("{\"instances\":[{\"x\":[1.0]},{\"x\":[2.0]}]}", "{\n    \"predictions\": [[2.5], [3.0]\n    ]\n}")]
    [InlineData("{\"signature_name\":\"serving_default\",\"instances\":[3.0,4.0]}", "{\n    \"predictions\": [3.5, 4.0\n    ]\n}")]
    [InlineData("{\"instances\":[NaN,Infinity,-Infinity]}", "{\n    \"predictions\": [NaN, Infinity, -Infinity\n    ]\n}")]
    [InlineData("{\"instances\":[1435774380]}", "{\n    \"predictions\": [717887168.0\n    ]\n}")]
    [InlineData("{\"instances\":[1435774380.0]}", "{\n    \"predictions\": [717887168.0\n    ]\n}")]
    [InlineData("{\"instances\":[1.7976931348623157e308]}", "{\n    \"predictions\": [Infinity\n    ]\n}")]
    [InlineData("{\"instances\":[1.0]} x", "{\n    \"predictions\": [2.5\n    ]\n}")]
    [InlineData("\uFEFF{\"instances\":[1.0]}", "{\n    \"predictions\": [2.5\n    ]\n}")]
    public async Task Predict_GoodBody_AnswersExactly(string body, string expected) =>
        Assert.Equal((200, expected), await _server.PostAsync(Predict, body));

    [Theory]
    [InlineData("{\"instances\":[1e999]}", "JSON Parse error: Number too big to be stored in double. at offset: 14")]
    [InlineData("", "JSON Parse error: The document is empty")]
    [InlineData("instances = [1, 2]", "JSON Parse error: Invalid value. at offset: 0")]
    [InlineData("{\"signature_name\":\"nope\",\"instances\":[1]}", "Serving signature name: \\\"nope\\\" not found in signature def")]
    [InlineData("{}", "Missing 'inputs' or 'instances' key")]
    [InlineData("[1,2]", "JSON Value: [1, 2] Is not object")]
    public async Task Predict_BadBody_Is400WithTheExactText(string body, string message) =>
        Assert.Equal((400, $"{{\n    \"error\": \"{message}\"\n}}"), await _server.PostAsync(Predict, body));

    [Fact]
    public async Task Predict_DeepNestingUnderAnUnusedKey_Is200()
    {
        var body = $"{{\"deep\":{new string('[', 500_000)}{new string(']', 500_000)},\"instances\":[2.0]}}";

        Assert.Equal(200, (await _server.PostAsync(Predict, body)).Status);
    }

    [Fact]
    public async Task Predict_GzipBody_IsInflated()
    {
        using var response = await PostCompressedAsync(cut: 0);

        Assert.Equal("{\n    \"predictions\": [3.0\n    ]\n}", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("application/json", response.Content.Headers.ContentType?.ToString());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    public async Task Predict_GzipBodyThatBreaksOff_IsRefused(int cut)
    {
        using var response = await PostCompressedAsync(cut);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("could not be inflated", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/models/foo:predict", 404, "Servable not found for request: Latest(foo)")]
    [InlineData("/v1/models/default/versions/50:predict", 404, "Servable not found for request: Specific(default, 50)")]
    [InlineData("/v1/models/default/labels/none:predict", 400, "Unrecognized servable version label: none")]
    [InlineData("/v1/models/default/versions/18446744073709551615:regress", 400, "Failed to convert version: 18446744073709551615 to numeric.")]
    [InlineData("/v1/foo", 400, "Malformed request: POST /v1/foo")]
    [InlineData("/v1/models", 400, "Malformed request: POST /v1/models")]
    [InlineData("/v1/models/default:predict?x=1", 400, "Malformed request: POST /v1/models/default:predict?x=1")]
    [InlineData("/v1/models/default:PREDICT", 400, "Malformed request: POST /v1/models/default:PREDICT")]
    [InlineData("/v1/models/foo/metadata", 400, "Malformed request: POST /v1/models/foo/metadata")]
    [InlineData("/v1/models/foo/versions/50/labels/x:regress", 400, "Malformed request: POST /v1/models/foo/versions/50/labels/x:regress")]
    [InlineData("/v1/models/foo/versions/HELLO:regress", 400, "Malformed request: POST /v1/models/foo/versions/HELLO:regress")]
    [InlineData("/v1/models/foo/version/50:regress", 400, "Malformed request: POST /v1/models/foo/version/50:regress")]
    public async Task Post_OtherTarget_IsRefused(string path, int status, string message) =>
        Assert.Equal((status, $"{{\n    \"error\": \"{message}\"\n}}"), await _server.PostAsync(path, "{\"instances\":[1.0]}"));

    [Theory]
    [InlineData("/V1/Models/default/Versions/123:predict")]
    [InlineData("/v1/models/def%61ult:predict")]
    public async Task Post_OtherSpelling_IsServed(string path) => Assert.Equal(200, (await _server.PostAsync(path, "{\"instances\":[1.0]}")).Status);

    [Theory]
    [InlineData("/v1/foo", 400, "Malformed request: GET /v1/foo")]
    [InlineData("/v1/models", 400, "Missing model name in request.")]
    [InlineData("/v1/models/a/b", 400, "Malformed request: GET /v1/models/a/b")]
    [InlineData("/v1/models/foo:predict", 400, "Malformed request: GET /v1/models/foo:predict")]
    [InlineData("/v1/models/foo", 404, "Could not find any versions of model foo")]
    [InlineData("/v1/models/default/versions/99", 404, "Could not find version 99 of model default")]
    [InlineData("/v1/models/default?x=1", 404, "Could not find any versions of model default?x=1")]
    [InlineData("/v1/models/foo/metadata", 404, "Servable not found for request: Latest(foo)")]
    public async Task Get_OtherTarget_IsRefused(string path, int status, string message) =>
        Assert.Equal((status, $"{{\n    \"error\": \"{message}\"\n}}"), await _server.GetAsync(path));

    [Theory]
    [InlineData("/v1/models/default")]
    [InlineData("/v1/models/default/versions/123")]
    [InlineData("/v1/models/default/labels/none")]
    public async Task Get_Status_ListsVersions(string path) => Assert.Equal(
        (200, "{\n \"model_version_status\": [\n  {\n   \"version\": \"123\",\n   \"state\": \"AVAILABLE\",\n   \"status\": {\n    \"error_code\": \"OK\",\n    \"error_message\": \"\"\n   }\n  }\n ]\n}\n"),
        await _server.GetAsync(path));

    [Fact]
    public async Task Get_OutsideTheApi_IsAnHtml404()
    {
        var (status, body) = await _server.GetAsync("/statuspage");

        Assert.Equal(404, status);
        Assert.StartsWith("<html>", body);
    }

    [Theory]
    [InlineData("http://somewhere", 200)]
    [InlineData(null, 400)]
    public async Task Options_ByOrigin_IsEmpty(string? origin, int status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, Predict);
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        using var response = await _server.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Empty(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Cors_WithTheFlag_IsAddedToEveryAnswer()
    {
        await using var server = await TestServer.StartAsync(
            new FunctionLoader(_ => FunctionModel.HalfPlus(2)), ["1"], options => options with { EnableCors = true });
        using var response = await server.Http.GetAsync("/v1/models/foo", TestContext.Current.CancellationToken);

        Assert.Equal("*", Assert.Single(response.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.Equal("POST, GET", Assert.Single(response.Headers.GetValues("Access-Control-Allow-Methods")));
    }

    [Fact]
    public async Task Predict_SlowModel_Is504()
    {
        using var gate = new ManualResetEventSlim();
        var signature = FunctionModel.Signature([("x", DataType.Float)], [("y", DataType.Float)]);
        await using var server = await TestServer.StartAsync(
            new FunctionLoader(_ => new FunctionModel(signature, inputs =>
            {
                gate.Wait();
                return inputs;
            })),
            ["1"],
            options => options with { RunTimeout = TimeSpan.FromMilliseconds(20) });

        Assert.Equal(504, (await server.PostAsync(Predict, "{\"instances\":[1.0]}")).Status);
        gate.Set();
    }

    /// <summary>Sends a compressed request of which the last bytes are missing.</summary>
    private async Task<HttpResponseMessage> PostCompressedAsync(int cut)
    {
        using var compressed = new MemoryStream();
        await using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(Encoding.UTF8.GetBytes("{\"instances\":[2.0]}"), TestContext.Current.CancellationToken);
        }

        using var content = new ByteArrayContent(compressed.ToArray()[..^cut]);
        content.Headers.ContentEncoding.Add("gzip");
        return await _server.Http.PostAsync(Predict, content, TestContext.Current.CancellationToken);
    }
}
