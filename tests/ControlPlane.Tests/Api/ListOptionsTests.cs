using System.Net;
using System.Text.Json.Nodes;
using k8s.Models;
using ModelServing.ControlPlane.Tests.Authorization;
using Xunit;

namespace ModelServing.ControlPlane.Tests.Api;

/// <summary>From which version on a list or a watch is.</summary>
public sealed class ListOptionsTests(RunningApi api) : IClassFixture<RunningApi>
{
    private const string ConfigMaps = "/api/v1/namespaces/kube-public/configmaps";

    private readonly Callers _callers = new(api);

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    [Fact]
    public async Task List_OfAnExactVersion_IsAsItWasThen()
    {
        await CreateAsync("exact-a");
        var then = await CreateAsync("exact-b");
        await api.Client.DeleteAsync<V1ConfigMap>("exact-a", "kube-public", CancellationToken);
        var changed = await api.Client.PatchAsync<V1ConfigMap>("exact-b", "kube-public", new JsonObject { ["data"] = new JsonObject { ["x"] = "1" } }, null, CancellationToken);
        await CreateAsync("exact-c");

        var exact = await ListAsync($"resourceVersion={then}&resourceVersionMatch=Exact");
        var later = await ListAsync($"resourceVersion={changed.Metadata.ResourceVersion}&resourceVersionMatch=Exact");
        var present = await ListAsync($"resourceVersion={then}&resourceVersionMatch=NotOlderThan");
        var page = await ListAsync($"resourceVersion={then}&limit=1");
        var next = await ListAsync($"limit=5&continue={page["metadata"]?["continue"]}");

        Assert.Equal((then, "exact-a exact-b"), (Version(exact), Names(exact)));
        Assert.Null(exact["items"]?[1]?["data"]);
        Assert.Equal("exact-b 1", $"{Names(later)} {later["items"]?[0]?["data"]?["x"]}");
        Assert.Equal("exact-b exact-c", Names(present));
        Assert.Equal(("exact-a", "exact-b", then), (Names(page), Names(next), Version(next)));
    }

    [Theory]
    [InlineData("resourceVersionMatch=Exact", "resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided")]
    [InlineData("resourceVersionMatch=Exact&resourceVersion=0", "resourceVersionMatch: Forbidden: resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"")]
    [InlineData("resourceVersionMatch=Some&resourceVersion=1", "resourceVersionMatch: Unsupported value: \"Some\": supported values: \"\", \"Exact\", \"NotOlderThan\"")]
    [InlineData("sendInitialEvents=true", "sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list")]
    [InlineData("watch=1&sendInitialEvents=true", "resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan")]
    [InlineData("watch=1&resourceVersionMatch=NotOlderThan&resourceVersion=1", "resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided")]
    [InlineData("watch=1&sendInitialEvents=1&resourceVersionMatch=Exact", "[resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan, resourceVersionMatch: Unsupported value: \"Exact\": supported values: \"NotOlderThan\"]")]
    public async Task Options_ThatContradict_AreInvalid(string query, string expected) => Assert.Equal(
        $"ListOptions.meta.k8s.io \"\" is invalid: {expected}", await _callers.RefusalAsync(HttpStatusCode.UnprocessableEntity, api.Token, HttpMethod.Get, $"{ConfigMaps}?{query}"));

    [Theory]
    [InlineData("resourceVersion=abc", HttpStatusCode.BadRequest, "invalid resource version: resourceVersion: Invalid value: \"abc\": strconv.ParseUint: parsing \"abc\": invalid syntax")]
    [InlineData("watch=1&resourceVersion=abc", HttpStatusCode.UnprocessableEntity, "configmaps \"\" is invalid: resourceVersion: Invalid value: \"abc\": strconv.ParseUint: parsing \"abc\": invalid syntax")]
    [InlineData("resourceVersion=99999999&resourceVersionMatch=NotOlderThan", HttpStatusCode.GatewayTimeout, "Timeout: Too large resource version: 99999999, current: ")]
    [InlineData("watch=1&sendInitialEvents=1&resourceVersionMatch=NotOlderThan&resourceVersion=99999999", HttpStatusCode.GatewayTimeout, "Timeout: Too large resource version: 99999999, current: ")]
    [InlineData("fieldSelector=data.x%3D1", HttpStatusCode.BadRequest, "\"data.x\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"")]
    public async Task Version_ThatCannotBe_IsRefused(string query, HttpStatusCode code, string expected) => Assert.StartsWith(
        expected, await _callers.RefusalAsync(code, api.Token, HttpMethod.Get, $"{ConfigMaps}?{query}"), StringComparison.Ordinal);

    [Fact]
    public async Task List_OfAForgottenVersion_IsGone()
    {
        await using var server = new RunningApi();
        await server.InitializeAsync();
        await server.RestartAsync();

        var refusal = await new Callers(server).RefusalAsync(HttpStatusCode.Gone, server.Token, HttpMethod.Get, $"{ConfigMaps}?resourceVersion=1&resourceVersionMatch=Exact");

        Assert.Equal("The resourceVersion for the provided list is too old.", refusal);
    }

    [Theory]
    [InlineData("allowWatchBookmarks=true", "ADDED first,BOOKMARK true,ADDED second")]
    [InlineData("allowWatchBookmarks=false", "ADDED first,ADDED second")]
    [InlineData("sendInitialEvents=false&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true", "ADDED second")]
    [InlineData("sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&resourceVersion=1", "ADDED first,BOOKMARK true,ADDED second")]
    public async Task Watch_FromTheStart_MarksItsEndWhereTheClientTakesBookmarks(string query, string expected)
    {
        var ns = $"initial-{Guid.NewGuid():N}";
        await api.Client.CreateAsync(new V1Namespace { Metadata = new() { Name = ns } }, CancellationToken);
        await CreateAsync("first", ns);
        using var http = api.Http(api.Token);
        using var response = await http.GetAsync($"/api/v1/namespaces/{ns}/configmaps?watch=true&{query}", HttpCompletionOption.ResponseHeadersRead, CancellationToken);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(CancellationToken));
        await CreateAsync("second", ns);

        var seen = new List<string>();
        while (seen.LastOrDefault() != "ADDED second")
        {
            var line = JsonNode.Parse(await lines.ReadLineAsync(CancellationToken) ?? throw new InvalidDataException("the watch ended"));
            var metadata = line?["object"]?["metadata"];
            seen.Add($"{line?["type"]} {metadata?["name"] ?? metadata?["annotations"]?["k8s.io/initial-events-end"]}");
        }

        Assert.Equal(expected, string.Join(',', seen));
    }

    private static string Names(JsonNode list) => string.Join(' ', (list["items"] as JsonArray ?? []).Select(item => item?["metadata"]?["name"]));

    private static string? Version(JsonNode list) => list["metadata"]?["resourceVersion"]?.ToString();

    private async Task<string> CreateAsync(string name, string ns = "kube-public") => (await api.Client.CreateAsync(
        new V1ConfigMap { Metadata = new() { Name = name, NamespaceProperty = ns } }, CancellationToken)).Metadata.ResourceVersion;

    private async Task<JsonNode> ListAsync(string query)
    {
        var (code, list) = await _callers.SendAsync(api.Token, HttpMethod.Get, $"{ConfigMaps}?{query}");
        Assert.Equal(HttpStatusCode.OK, code);
        return list;
    }
}
