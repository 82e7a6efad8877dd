using ModelServing.Gateway.Tests.Hosting;
using static ModelServing.Gateway.Tests.Graphs.ExecutorHarness;

namespace ModelServing.Gateway.Tests.Graphs;

public sealed class ProtocolTests
{
    [Theory]
    [InlineData("/v1/models/:predict", "/v1/models/m:predict")]
    [InlineData("/v1/models:predict", "/v1/models/m:predict")]
    [InlineData("/v1/models/other:predict", "/v1/models/other:predict")]
    [InlineData("/v1/models/other/:predict", "/v1/models/other:predict")]
    public async Task TensorFlow_PredictUrls_NameTheModelOfEveryNode(string path, string nodePath)
    {
        await using var harness = await StartAsync("tensorflow", """{"predictions":[1]}""");

        Assert.Equal((200, """{"predictions":[1]}"""), await harness.PredictAsync("""{"instances":[[1]]}""", path));
        Assert.Equal([nodePath + """ {"instances":[[1]]}"""], harness.CallsOf("m"));
    }

    [Theory]
    [InlineData("tensorflow", "/v1/models/:predict", """{"instances":[1]}""", """{"predictions": [1.0], "x": 2}""", """/v1/models/b:predict {"instances": [1.0], "x": 2}""")]
    [InlineData("v2", "/v2/models/infer", """{"inputs":[]}""", """{"id":"7","outputs":[{"name":"o"}],"parameters":{"p":1}}""", """/v2/models/b/infer {"id":"7","inputs":[{"name":"o"}],"parameters":{"p":1}}""")]
    [InlineData("kfserving", "/v2/models/x/infer", """{"inputs":[]}""", """{"outputs":[]}""", """/v2/models/x/infer {"inputs":[]}""")]
    public async Task Chain_RenamesTheAnswerToTheNextRequest(string protocol, string path, string request, string reply, string second)
    {
        await using var harness = await new ExecutorHarness().AddAsync("a", Node.AnswerAsync(reply));
        await harness.AddAsync("b", Node.AnswerAsync("{}"));
        await harness.StartAsync(Unit("a", "MODEL", Children(Unit("b", "MODEL"))), protocol);

        Assert.Equal((200, "{}"), await harness.PredictAsync(request, path));
        Assert.Equal([second], harness.CallsOf("b"));
    }

    [Theory]
    [InlineData("tensorflow", "/v1/models/:predict", """{"foo":1}""", "tensorflow")]
    [InlineData("tensorflow", "/v1/models/:predict", "[1]", "tensorflow")]
    [InlineData("tensorflow", "/v1/models/:predict", "{", "tensorflow")]
    [InlineData("v2", "/v2/models/infer", """{"foo":1}""", "kfserving")]
    public async Task Request_WithoutTensors_IsRefused(string protocol, string path, string body, string name)
    {
        await using var harness = await StartAsync(protocol, "{}");

        Assert.Equal(
            (500, $$$"""{"status":{"code":500,"info":"Failed to convert {{{name}}} response so it could be chained to new input","status":"FAILURE"}}"""),
            await harness.PredictAsync(body, path));
    }

    [Theory]
    [InlineData("tensorflow", "/v1/models/m", "/v1/models/m")]
    [InlineData("tensorflow", "/v1/models/m/metadata", "/v1/models/m/metadata")]
    [InlineData("v2", "/v2/models/m/ready", "/v2/models/m/ready")]
    [InlineData("v2", "/v2/models/m", "/v2/models/m")]
    public async Task ModelPages_AreTheNodes(string protocol, string path, string nodePath)
    {
        await using var harness = await StartAsync(protocol, "page");

        using var response = await harness.SendAsync(path, null);

        Assert.Equal("page", await response.Content.ReadAsStringAsync());
        Assert.Equal([nodePath], harness.CallsOf("m"));
    }

    [Theory]
    [InlineData("tensorflow", "POST", "/api/v1.0/predictions", 404)]
    [InlineData("tensorflow", "POST", "/v1/models/m/versions/1:predict", 404)]
    [InlineData("tensorflow", "POST", "/v1/models/m:classify", 405)]
    [InlineData("v2", "GET", "/v2", 404)]
    [InlineData("v2", "GET", "/v2/health/live", 404)]
    [InlineData("v2", "GET", "/v2/health/ready", 200)]
    [InlineData("v2", "POST", "/v2/repository/index", 404)]
    public async Task Route_OfAnotherProtocol_IsAbsent(string protocol, string method, string path, int status)
    {
        await using var harness = await StartAsync(protocol, "{}");

        using var response = await harness.SendAsync(path, null, method);

        Assert.Equal(status, (int)response.StatusCode);
    }

    private static async Task<ExecutorHarness> StartAsync(string protocol, string reply)
    {
        var harness = await new ExecutorHarness().AddAsync("m", Node.AnswerAsync(reply));
        return await harness.StartAsync(Unit("m", "MODEL"), protocol);
    }
}
