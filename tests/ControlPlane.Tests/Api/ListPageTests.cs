using System.Net;
using System.Text.Json.Nodes;
using k8s.Models;
using ModelServing.ControlPlane.Tests.Authorization;
using Xunit;

namespace ModelServing.ControlPlane.Tests.Api;

public sealed class ListPageTests(RunningApi api) : IClassFixture<RunningApi>
{
    private readonly Callers _callers = new(api);

    [Fact]
    public async Task Pages_AreOfOneSnapshot_WhateverIsWrittenMeanwhile()
    {
        const string ns = "kube-public";
        foreach (var name in (string[])["a", "b", "c", "d", "e"])
        {
            await CreateAsync(ns, name);
        }

        var first = await ListAsync(ns, "limit=2");
        await api.Client.DeleteAsync<V1ConfigMap>("d", ns, TestContext.Current.CancellationToken);
        await CreateAsync(ns, "bb");
        var second = await ListAsync(ns, $"limit=2&continue={first["metadata"]?["continue"]}");
        await CreateAsync(ns, "f");
        var third = await ListAsync(ns, $"limit=2&continue={second["metadata"]?["continue"]}");

        Assert.Equal(["a", "b", "c", "d", "e"], ((JsonNode[])[first, second, third]).SelectMany(Names));
        Assert.Equal([3, 1, null], ((JsonNode[])[first, second, third]).Select(page => (int?)page["metadata"]?["remainingItemCount"]));
        Assert.Single(((JsonNode[])[first, second, third]).Select(page => (string?)page["metadata"]?["resourceVersion"]).Distinct());
        Assert.Null(third["metadata"]?["continue"]);
        Assert.Equal(["a", "b", "bb", "c", "e", "f"], Names(await ListAsync(ns, "")));
    }

    [Fact]
    public async Task ForgottenSnapshot_IsGone_AndTheFreshTokenGoesOnInThePresent()
    {
        const string ns = "kube-node-lease";
        foreach (var name in (string[])["a", "b", "c"])
        {
            await CreateAsync(ns, name);
        }

        var first = await ListAsync(ns, "limit=1");
        for (var i = 0; i < 64; i++)
        {
            await CreateAsync(ns, $"x{i}");
            await ListAsync(ns, "limit=1");
        }

        var (code, gone) = await _callers.SendAsync(api.Token, HttpMethod.Get, $"/api/v1/namespaces/{ns}/configmaps?limit=1&continue={first["metadata"]?["continue"]}");
        Assert.Equal((HttpStatusCode.Gone, "Expired"), (code, (string?)gone["reason"]));
        Assert.StartsWith("The provided continue parameter is too old to display a consistent list result.", (string?)gone["message"], StringComparison.Ordinal);

        var rest = await ListAsync(ns, $"continue={gone["metadata"]?["continue"]}");
        Assert.Equal(["b", "c", "x0"], Names(rest).Take(3));
    }

    [Fact]
    public async Task SelectedPage_DoesNotCountWhatRemains()
    {
        await CreateAsync("kube-system", "s1");
        await CreateAsync("kube-system", "s2");

        var page = await ListAsync("kube-system", "limit=1&labelSelector=!absent");

        Assert.NotNull(page["metadata"]?["continue"]);
        Assert.Null(page["metadata"]?["remainingItemCount"]);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("e30")]
    [InlineData("%25%25")]
    public async Task ForeignToken_IsABadRequest(string token) => Assert.StartsWith("continue key is not valid",
        await _callers.RefusalAsync(HttpStatusCode.BadRequest, api.Token, HttpMethod.Get, $"/api/v1/configmaps?continue={token}"), StringComparison.Ordinal);

    private static IEnumerable<string?> Names(JsonNode page) => (page["items"] as JsonArray ?? []).Select(item => (string?)item?["metadata"]?["name"]);

    private Task<V1ConfigMap> CreateAsync(string ns, string name) =>
        api.Client.CreateAsync(new V1ConfigMap { Metadata = new() { Name = name, NamespaceProperty = ns } }, TestContext.Current.CancellationToken);

    private async Task<JsonNode> ListAsync(string ns, string query)
    {
        var (code, page) = await _callers.SendAsync(api.Token, HttpMethod.Get, $"/api/v1/namespaces/{ns}/configmaps?{query}");
        Assert.Equal(HttpStatusCode.OK, code);
        return page;
    }
}
