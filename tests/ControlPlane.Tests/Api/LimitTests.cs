using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using ModelServing.ControlPlane.Tests.Authorization;
using Xunit;

namespace ModelServing.ControlPlane.Tests.Api;

public sealed class LimitTests(RunningApi api) : IClassFixture<RunningApi>
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";

    private readonly Callers _callers = new(api);

    /// <summary>Nine levels of nine aliases each: 3 GB, were they all copied.</summary>
    private static string AliasBomb => "a: &a [x,x,x,x,x,x,x,x,x]\n" + string.Concat(Enumerable.Range('b', 9).Select(letter =>
        $"{(char)letter}: &{(char)letter} [{string.Join(',', Enumerable.Repeat($"*{(char)(letter - 1)}", 9))}]\n"));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Body_Above3MB_IsTooLarge(bool chunked)
    {
        using var client = api.Http(api.Token);
        using var content = new StringContent($$$"""{"metadata":{"name":"large"},"data":{"x":"{{{new string('x', 3 * 1024 * 1024)}}}"} }""", Encoding.UTF8, "application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, ConfigMaps) { Content = content };
        request.Headers.TransferEncodingChunked = chunked;
        request.Headers.ExpectContinue = true; // the refusal comes before the body, and a client that is still sending may not see it

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);

        var status = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "Request entity too large: limit is 3145728", "RequestEntityTooLarge"),
            (response.StatusCode, (string?)status?["message"], (string?)status?["reason"]));
    }

    [Fact]
    public async Task Body_OfAlmost3MB_IsAccepted() => Assert.Equal(HttpStatusCode.Created,
        (await _callers.SendAsync(api.Token, HttpMethod.Post, ConfigMaps, $$$"""{"metadata":{"name":"almost"},"data":{"x":"{{{new string('x', 3_000_000)}}}"} }""")).Code);

    [Theory]
    [InlineData(1_000)]
    [InlineData(1_000_000)]
    public async Task Body_TooDeep_IsABadRequest(int depth) => Assert.StartsWith("error decoding the request's body: ",
        await _callers.RefusalAsync(HttpStatusCode.BadRequest, api.Token, HttpMethod.Post, ConfigMaps, new string('[', depth)), StringComparison.Ordinal);

    [Fact]
    public async Task Body_OfTooManyValues_IsABadRequest() => Assert.Equal("error decoding the request's body: more than 200000 values",
        await _callers.RefusalAsync(HttpStatusCode.BadRequest, api.Token, HttpMethod.Post, ConfigMaps, $"[{string.Join(',', Enumerable.Repeat("0", 200_001))}]"));

    [Fact]
    public async Task Yaml_OfTooManyNodes_IsABadRequest() => Assert.EndsWith("the document has too many nodes",
        await YamlRefusalAsync($"[{string.Join(',', Enumerable.Repeat("0", 200_001))}]"), StringComparison.Ordinal);

    [Fact]
    public async Task Yaml_AliasBomb_IsABadRequest() => Assert.EndsWith("aliases make the document too large", await YamlRefusalAsync(AliasBomb), StringComparison.Ordinal);

    [Fact]
    public async Task Yaml_TooDeep_IsABadRequest() => Assert.EndsWith("more than 64 levels deep", await YamlRefusalAsync(new string('[', 10_000)), StringComparison.Ordinal);

    [Theory]
    [InlineData("?labelSelector=a", 20_000, HttpStatusCode.RequestUriTooLong)]
    [InlineData("", 40_000, HttpStatusCode.RequestHeaderFieldsTooLarge)]
    public async Task LongUrlOrHeader_IsRefusedByItsLength(string query, int length, HttpStatusCode expected)
    {
        using var client = api.Http(api.Token);
        using var request = new HttpRequestMessage(HttpMethod.Get, ConfigMaps + query + (query.Length > 0 ? new string('a', length) : "")) { Version = HttpVersion.Version11 };
        request.Headers.Add("X-Long", query.Length > 0 ? "short" : new string('h', length));

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task Watches_AboveTheLimit_AreAskedToComeBack()
    {
        await using var server = new RunningApi { MaxWatches = 2 };
        await server.InitializeAsync();
        using var client = server.Http(server.Token);
        var first = await WatchAsync(client);
        using var second = await WatchAsync(client);
        using var third = await WatchAsync(client);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.TooManyRequests), (first.StatusCode, second.StatusCode, third.StatusCode));
        Assert.Equal("1", third.Headers.RetryAfter?.ToString());
        first.Dispose();
        await Eventually.TrueAsync(async () =>
        {
            using var fourth = await WatchAsync(client);
            return fourth.StatusCode == HttpStatusCode.OK;
        }, "the place of a watch that ended is free again");
    }

    private static Task<HttpResponseMessage> WatchAsync(HttpClient client) =>
        client.GetAsync(new Uri($"{ConfigMaps}?watch=true", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);

    private async Task<string> YamlRefusalAsync(string yaml)
    {
        using var client = api.Http(api.Token);
        using var content = new StringContent(yaml, Encoding.UTF8, "application/yaml");
        using var response = await client.PostAsync(new Uri(ConfigMaps, UriKind.Relative), content, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        return (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))?["message"] ?? "";
    }
}
