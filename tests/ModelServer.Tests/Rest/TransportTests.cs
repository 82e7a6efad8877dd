using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using ModelServing.ModelServer.Tests.Hosting;
using ModelServing.ModelServer.Tests.Servables;
using Xunit;

namespace ModelServing.ModelServer.Tests.Rest;

/// <summary>What HTTP clients do that no HTTP library lets tests do: bytes on the REST port, and what comes back.</summary>
public sealed class TransportTests : IAsyncLifetime
{
    private const string Predict = "POST /v1/models/default:predict HTTP/1.1\r\nHost: x\r\n";
    private const string Three = "{\n    \"outputs\": 3.0\n}";

    private TestServer _server = null!; // set before each test

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync(
        new FunctionLoader(_ => FunctionModel.HalfPlus(2)), ["123"], options => options with { MetricsPath = "/metrics" });

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Errors_OnAConnection_LeaveItOpenForWhatFollows()
    {
        var answers = await SendAsync(
            Predict + "Content-Length: 3\r\n\r\n{\"a"
            + "DELETE /v1/models/default HTTP/1.1\r\nHost: x\r\n\r\n"
            + "POST /v1/models/nope:predict HTTP/1.1\r\nHost: x\r\nContent-Length: 14\r\n\r\n{\"inputs\":2.0}"
            + Predict + "Connection: close\r\nContent-Length: 14\r\n\r\n{\"inputs\":2.0}");

        Assert.Equal(["400", "400", "404", "200"], Statuses(answers));
        Assert.EndsWith(Three, answers);
    }

    [Fact]
    public async Task Body_InChunks_IsPutTogether() =>
        Assert.EndsWith(Three, await SendAsync(Predict + "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n7\r\n{\"input\r\n7\r\ns\":2.0}\r\n0\r\n\r\n"));

    [Theory]
    [InlineData("Content-Length: 1073741825\r\n\r\n{}", "413", "Request body too large.")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nZZ\r\n", "400", "Bad chunk size data.")]
    public async Task Body_ThatCannotBeRead_IsRefusedInTheProtocolsWords(string rest, string status, string message)
    {
        var answer = await SendAsync(Predict + rest);

        Assert.Equal([status], Statuses(answer));
        Assert.Contains($"{{\n    \"error\": \"{message}", answer);
    }

    [Theory]
    [InlineData("TRACE /v1/models/default HTTP/1.1\r\nHost: x\r\n\r\n", "501")]
    [InlineData("BREW /v1/models/default HTTP/1.1\r\nHost: x\r\n\r\n", "501")]
    [InlineData("GET /statuspage HTTP/1.1\r\nHost: x\r\n\r\n", "404")]
    [InlineData("HEAD /v1 HTTP/1.1\r\nHost: x\r\n\r\n", "404")]
    public async Task Request_OutsideTheProtocol_GetsAPageAndIsTheLast(string request, string status)
    {
        var answer = await SendAsync(request);

        Assert.Equal([status], Statuses(answer));
        Assert.Contains("Connection: close\r\nContent-Type: text/html\r\n", answer);
    }

    [Fact]
    public async Task Request_OfHttp10_IsAnsweredAndTheLast() =>
        Assert.Equal(["200"], Statuses(await SendAsync("GET /v1/models/default HTTP/1.0\r\n\r\n")));

    [Theory]
    [InlineData("http://x/v1/models/default", "200")]
    [InlineData("http://x/v1/models/default?x=1", "404")]
    [InlineData("http://x", "404")]
    public async Task Target_ThroughAProxy_IsReadWithoutItsHost(string target, string status) =>
        Assert.Equal([status], Statuses(await SendAsync($"GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")));

    [Fact]
    public async Task Preflight_LikeAnyRequest_IsCounted()
    {
        await SendAsync("OPTIONS /v1/models/default HTTP/1.1\r\nHost: x\r\nOrigin: http://a\r\nConnection: close\r\n\r\n");
        await SendAsync("OPTIONS /v1/models/default HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        var (_, page) = await _server.GetAsync("/metrics");

        Assert.Contains(":tensorflow:serving:request_count{model_name=\"\",status=\"OK\"} 1\n", page);
        Assert.Contains(":tensorflow:serving:request_count{model_name=\"\",status=\"FAILED_PRECONDITION\"} 1\n", page);
    }

    private static IEnumerable<string> Statuses(string answers) => Regex.Matches(answers, "HTTP/1.1 ([0-9]+) ").Select(match => match.Groups[1].Value);

    /// <summary>Sends bytes and reads until the server closes the connection.</summary>
    private async Task<string> SendAsync(string request)
    {
        using var client = new TcpClient("127.0.0.1", _server.Server.RestPort);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
    }
}
