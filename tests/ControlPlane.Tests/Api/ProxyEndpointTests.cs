using Microsoft.AspNetCore.Http;
using ModelServing.ControlPlane.Api;
using Xunit;

namespace ModelServing.ControlPlane.Tests.Api;

public sealed class ProxyEndpointTests
{
    [Theory]
    [InlineData("v1/models/m", "?a=b", "http://127.0.0.1:1234/v1/models/m?a=b")]
    [InlineData("", "", "http://127.0.0.1:1234/")]
    [InlineData("/elsewhere.example/x", "", "http://127.0.0.1:1234//elsewhere.example/x")]
    [InlineData("http://elsewhere.example/", "", "http://127.0.0.1:1234/http://elsewhere.example/")]
    public void Under_StaysWithTheTarget(string path, string query, string expected) =>
        Assert.Equal(expected, ProxyEndpoint.Under(new("http://127.0.0.1:1234"), path, new QueryString(query)).ToString());
}
