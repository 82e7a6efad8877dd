using System.Text.Json.Nodes;
using ModelServing.ControlPlane.Tests.Api;
using Xunit;
using static ModelServing.ControlPlane.Tests.CustomResources.Manifests;

namespace ModelServing.ControlPlane.Tests.CustomResources;

/// <summary>What becomes of watches when the definition of what they watch changes.</summary>
public sealed class DefinitionWatchTests(RunningApi api) : IClassFixture<RunningApi>
{
    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Watch_DefinitionIsDeleted_SeesTheObjectsGoAndEnds()
    {
        const string group = "ended.example.com";
        await api.SendAsync(HttpMethod.Post, Definitions, Widgets(group));
        await CreateAsync(group, "a");
        using var http = api.Http(api.Token);
        using var lines = await WatchAsync(http, group);

        await api.SendAsync(HttpMethod.Delete, $"{Definitions}/widgets.{group}", null);

        Assert.Equal(["ADDED a", "DELETED a", "end"], await ReadAsync(lines));
    }

    [Fact]
    public async Task Watch_SchemaOrStoredVersionChanges_EndsAfterWhatCameBefore()
    {
        const string group = "changed.example.com";
        await api.SendAsync(HttpMethod.Post, Definitions, Widgets(group));
        await CreateAsync(group, "a");
        using var http = api.Http(api.Token);
        using var lines = await WatchAsync(http, group);
        await CreateAsync(group, "b");

        var changed = Widgets(group);
        var versions = changed["spec"]!["versions"]!.AsArray(); // a definition has versions
        var second = versions[0]!.DeepClone();
        second["name"] = "v2";
        versions[0]!["storage"] = false;
        versions.Add(second);
        await api.SendAsync(HttpMethod.Patch, $"{Definitions}/widgets.{group}", new JsonObject { ["spec"] = new JsonObject { ["versions"] = versions.DeepClone() } }, "application/merge-patch+json");

        Assert.Equal(["ADDED a", "ADDED b", "end"], await ReadAsync(lines));
        using var again = await WatchAsync(http, group, "v2");
        await CreateAsync(group, "c");
        Assert.Equal(["ADDED a v2", "ADDED b v2", "ADDED c v2"], [await NextAsync(again, true), await NextAsync(again, true), await NextAsync(again, true)]);
    }

    [Fact]
    public async Task Watch_OnlyTheStatusOfTheDefinitionChanges_GoesOn()
    {
        const string group = "calm.example.com";
        await api.SendAsync(HttpMethod.Post, Definitions, Widgets(group));
        using var http = api.Http(api.Token);
        using var lines = await WatchAsync(http, group);

        await api.SendAsync(HttpMethod.Patch, $"{Definitions}/widgets.{group}", Parse("""{"metadata":{"labels":{"a":"b"}}}"""), "application/merge-patch+json");
        await CreateAsync(group, "a");

        Assert.Equal("ADDED a", await NextAsync(lines));
    }

    private static async Task<StreamReader> WatchAsync(HttpClient http, string group, string version = "v1")
    {
        var response = await http.GetAsync($"/apis/{group}/{version}/widgets?watch=true", HttpCompletionOption.ResponseHeadersRead, CancellationToken);
        return new StreamReader(await response.EnsureSuccessStatusCode().Content.ReadAsStreamAsync(CancellationToken));
    }

    private static async Task<List<string>> ReadAsync(StreamReader lines)
    {
        List<string> seen = [];
        while (seen.LastOrDefault() != "end")
        {
            seen.Add(await NextAsync(lines));
        }

        return seen;
    }

    private static async Task<string> NextAsync(StreamReader lines, bool withVersion = false)
    {
        if (await lines.ReadLineAsync(CancellationToken) is not { } line)
        {
            return "end";
        }

        var change = Parse(line);
        var version = withVersion ? $" {change["object"]?["apiVersion"]?.ToString().Split('/')[1]}" : "";
        return $"{change["type"]} {change["object"]?["metadata"]?["name"]}{version}";
    }

    private Task<(int Code, JsonObject Body, HttpResponseMessage Response)> CreateAsync(string group, string name) =>
        api.SendAsync(HttpMethod.Post, $"/apis/{group}/v1/namespaces/default/widgets", Widget(name, """{"size":1}""", group));
}
