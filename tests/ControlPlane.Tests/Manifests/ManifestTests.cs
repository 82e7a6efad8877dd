using System.Text.Json.Nodes;
using k8s.Models;
using ModelServing.ControlPlane.Tests.Api;
using ModelServing.Kubernetes.Client;
using Xunit;

namespace ModelServing.ControlPlane.Tests.Manifests;

public sealed class ManifestTests : IAsyncLifetime
{
    private readonly string _manifests = Directory.CreateTempSubdirectory("modelserving-manifests-").FullName;
    private RunningApi? _api;

    private RunningApi Api => _api ?? throw new InvalidOperationException("not started");

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Path.Combine(_manifests, "nested"));
        await WriteAsync("one");
        _api = new RunningApi { Manifests = _manifests };
        await _api.InitializeAsync();
        await FindAsync();
    }

    [Fact]
    public async Task Restart_KeepsWhatAUserChanged_UnlessTheFileChanged()
    {
        await EditAsync("edited");
        await Api.RestartAsync();
        Assert.Equal(0, await ApplyAsync("unchanged-file"));
        Assert.Equal("one", (await FindAsync()).Data["a"]);

        await EditAsync("edited again");
        await WriteAsync("two");
        await Api.RestartAsync();
        Assert.Equal("two", await EventuallyAsync("two"));
    }

    [Fact]
    public async Task Apply_FileThatDroppedAField_DropsItAndKeepsWhatOthersAdded()
    {
        await Api.Client.PatchAsync<V1ConfigMap>(
            "settings", "made", new JsonObject { ["data"] = new JsonObject { ["theirs"] = "kept" } }, null, CancellationToken);
        await File.WriteAllTextAsync(
            Path.Combine(_manifests, "nested", "settings.yaml"),
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: made}\ndata: {b: two}\n",
            CancellationToken);

        Assert.Equal(0, await ApplyAsync("dropped"));

        var map = await FindAsync();
        Assert.Equal(new Dictionary<string, string> { ["b"] = "two", ["theirs"] = "kept" }, map.Data);
        Assert.Equal(0, await ApplyAsync("again"));
        Assert.Equal(map.Metadata.ResourceVersion, (await FindAsync()).Metadata.ResourceVersion);
    }

    [Fact]
    public async Task Apply_ObjectOfAnEarlierRelease_DropsWhatTheFileDropped()
    {
        await Api.Client.PatchAsync<V1ConfigMap>(
            "settings", "made", new JsonObject { ["metadata"] = new JsonObject { ["managedFields"] = new JsonArray(new JsonObject()) } }, null, CancellationToken);
        await File.WriteAllTextAsync(
            Path.Combine(_manifests, "nested", "settings.yaml"),
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: made}\ndata: {b: two}\n",
            CancellationToken);

        Assert.Equal(0, await ApplyAsync("earlier"));

        Assert.Equal(new Dictionary<string, string> { ["b"] = "two" }, (await FindAsync()).Data);
    }

    [Fact]
    public async Task Apply_FileThatDroppedWhatAUserTookOver_LeavesItToTheUser()
    {
        await EditAsync("edited");
        await File.WriteAllTextAsync(
            Path.Combine(_manifests, "nested", "settings.yaml"),
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: made}\ndata: {b: two}\n",
            CancellationToken);

        Assert.Equal(0, await ApplyAsync("taken over"));

        Assert.Equal(new Dictionary<string, string> { ["a"] = "edited", ["b"] = "two" }, (await FindAsync()).Data);
    }

    [Fact]
    public async Task Apply_ByKubectlAfterTheFolder_DropsWhatTheFileDropped()
    {
        var kubectl = new Kubectl(Api);
        const string Without = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: made}\ndata: {b: two}\n";

        Assert.Equal("configmap/settings configured\n", await kubectl.RunAsync("apply -f -", Without));

        Assert.Equal(new Dictionary<string, string> { ["b"] = "two" }, (await FindAsync()).Data);
    }

    [Fact]
    public async Task Apply_ReportsEachDocument_AndGoesOnAfterErrors()
    {
        await File.WriteAllTextAsync(Path.Combine(_manifests, "bad.yaml"), "apiVersion: v1\nkind: Widget\nmetadata: {name: w}\n---\nnot: [closed", CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(_manifests, "refused.yaml"), "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x, namespace: nowhere}\n", CancellationToken);

        Assert.Equal(2, await ApplyAsync("errors"));
    }

    public async ValueTask DisposeAsync()
    {
        await Api.DisposeAsync();
        Directory.Delete(_manifests, recursive: true);
    }

    private Task WriteAsync(string value) => File.WriteAllTextAsync(
        Path.Combine(_manifests, "nested", "settings.yaml"),
        $"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: settings, namespace: made}}\ndata: {{a: {value}}}\n---\napiVersion: v1\nkind: Namespace\nmetadata: {{name: made}}\n",
        CancellationToken);

    private Task<V1ConfigMap> EditAsync(string value) =>
        Api.Client.PatchAsync<V1ConfigMap>("settings", "made", new JsonObject { ["data"] = new JsonObject { ["a"] = value } }, null, CancellationToken);

    /// <summary>Applies all manifests by request, and gives the number of failures.</summary>
    private async Task<int> ApplyAsync(string userAgent)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/modelserving/v1/manifests:apply");
        request.Headers.UserAgent.ParseAdd(userAgent.Replace(' ', '-'));
        using var response = await Api.Http(Api.Token).SendAsync(request, CancellationToken);
        var body = JsonNode.Parse(await response.Content.ReadAsStringAsync(CancellationToken));
        return body?["failed"]?.GetValue<int>() ?? -1;
    }

    private async Task<V1ConfigMap> FindAsync()
    {
        var informer = new Informer<V1ConfigMap>(Api.Client, new ResourceQuery("made"), TimeProvider.System);
        return await FirstAsync(informer, _ => true);
    }

    private async Task<string> EventuallyAsync(string value)
    {
        var informer = new Informer<V1ConfigMap>(Api.Client, new ResourceQuery("made"), TimeProvider.System);
        return (await FirstAsync(informer, map => map.Data["a"] == value)).Data["a"];
    }

    private static async Task<V1ConfigMap> FirstAsync(Informer<V1ConfigMap> informer, Func<V1ConfigMap, bool> condition)
    {
        var found = new TaskCompletionSource<V1ConfigMap>(TaskCreationOptions.RunContinuationsAsynchronously);
        informer.Changed += change =>
        {
            if (condition(change.Resource))
            {
                found.TrySetResult(change.Resource);
            }
        };
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(CancellationToken);
        var running = informer.RunAsync(stop.Token);
        var value = await found.Task.WaitAsync(TimeSpan.FromSeconds(20), CancellationToken);
        await stop.CancelAsync();
        await running;
        return value;
    }
}
