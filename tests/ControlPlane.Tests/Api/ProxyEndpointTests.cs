using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;
using ModelServing.ControlPlane.Api;
using Xunit;

namespace ModelServing.ControlPlane.Tests.Api;

public sealed class ProxyEndpointTests(RunningApi api) : IClassFixture<RunningApi>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Proxy_BodyWithHeaders_ArrivesAndSoDoesTheAnswer()
    {
        await using var pod = await EchoPod.StartAsync(api, "echo");
        const string Path = "/api/v1/namespaces/default/pods/echo:80/proxy/echo";
        using var content = new StringContent("told");
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        content.Headers.ContentEncoding.Add("identity");
        using var request = new HttpRequestMessage(HttpMethod.Post, Path) { Content = content };
        request.Headers.Add("Inference-Header-Content-Length", "3");
        using var http = api.Http(api.Token);

        using var answer = await http.SendAsync(request, Token);

        Assert.Equal(("told", HttpStatusCode.Accepted), (await answer.Content.ReadAsStringAsync(Token), answer.StatusCode));
        Assert.Equal("application/octet-stream; encoding=identity", answer.Content.Headers.ContentType?.ToString());
        Assert.Equal("3", Assert.Single(answer.Headers.GetValues("Inference-Header-Content-Length")));
        Assert.Equal("of a length that kubectl does not tell", await new Kubectl(api).RunAsync($"create --raw {Path} -f -", "of a length that kubectl does not tell"));
    }

    [Theory]
    [InlineData("v1/models/m", "?a=b", "http://127.0.0.1:1234/v1/models/m?a=b")]
    [InlineData("", "", "http://127.0.0.1:1234/")]
    [InlineData("/elsewhere.example/x", "", "http://127.0.0.1:1234//elsewhere.example/x")]
    [InlineData("http://elsewhere.example/", "", "http://127.0.0.1:1234/http://elsewhere.example/")]
    public void Under_StaysWithTheTarget(string path, string query, string expected) =>
        Assert.Equal(expected, ProxyEndpoint.Under(new("http://127.0.0.1:1234"), path, new QueryString(query)).ToString());
}
