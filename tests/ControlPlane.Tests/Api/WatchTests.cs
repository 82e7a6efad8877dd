using System.Text.Json.Nodes;
using k8s.Models;
using ModelServing.Kubernetes.Client;
using Xunit;

namespace ModelServing.ControlPlane.Tests.Api;

public sealed class WatchTests(RunningApi api) : IClassFixture<RunningApi>
{
    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Watch_SeesEveryChangeInOrder()
    {
        var query = new ResourceQuery("default", LabelSelector: "watched=order");
        var list = await api.Client.ListAsync<V1ConfigMap>(query, CancellationToken);
        await using var changes = api.Client.WatchAsync<V1ConfigMap>(query, list.ResourceVersion, CancellationToken).GetAsyncEnumerator(CancellationToken);

        await CreateAsync("o1", "order");
        await CreateAsync("o2", "order");
        await CreateAsync("elsewhere", "not");
        await LabelAsync("o1", "away");
        await LabelAsync("o1", "order");
        await api.Client.DeleteAsync<V1ConfigMap>("o2", "default", CancellationToken);

        Assert.Equal(["Added o1", "Added o2", "Deleted o1", "Added o1", "Deleted o2"], await TakeAsync(changes, 5));
    }

    [Fact]
    public async Task Watch_FromAnOldVersion_ReplaysWhatWasMissed()
    {
        var query = new ResourceQuery("default", LabelSelector: "watched=replay");
        var list = await api.Client.ListAsync<V1ConfigMap>(query, CancellationToken);
        await CreateAsync("r1", "replay");
        await CreateAsync("r2", "replay");

        await using var changes = api.Client.WatchAsync<V1ConfigMap>(query, list.ResourceVersion, CancellationToken).GetAsyncEnumerator(CancellationToken);

        Assert.Equal(["Added r1", "Added r2"], await TakeAsync(changes, 2));
    }

    [Fact]
    public async Task Watch_BeforeARestart_IsGone()
    {
        await using var server = new RunningApi();
        await server.InitializeAsync();
        var old = (await server.Client.ListAsync<V1ConfigMap>(ResourceQuery.All, CancellationToken)).ResourceVersion;
        await server.Client.CreateAsync(new V1ConfigMap { Metadata = new() { Name = "a", NamespaceProperty = "default" } }, CancellationToken);
        await server.RestartAsync();

        await using var changes = server.Client.WatchAsync<V1ConfigMap>(ResourceQuery.All, old, CancellationToken).GetAsyncEnumerator(CancellationToken);

        var gone = await Assert.ThrowsAsync<ClusterException>(() => changes.MoveNextAsync().AsTask());
        Assert.Equal((410, "Expired"), (gone.Status.Code, gone.Status.Reason));
    }

    [Fact]
    public async Task Watch_WithInitialEvents_MarksTheirEnd()
    {
        await CreateAsync("i1", "initial");
        using var stream = await api.Http(api.Token).GetStreamAsync(
            "/api/v1/configmaps?watch=true&labelSelector=watched%3Dinitial&sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan", CancellationToken);
        using var lines = new StreamReader(stream);

        var first = JsonNode.Parse(await lines.ReadLineAsync(CancellationToken) ?? "");
        var second = JsonNode.Parse(await lines.ReadLineAsync(CancellationToken) ?? "");

        Assert.Equal(("ADDED", "i1"), (first?["type"]?.GetValue<string>(), first?["object"]?["metadata"]?["name"]?.GetValue<string>()));
        Assert.Equal(("BOOKMARK", "true"), (second?["type"]?.GetValue<string>(), second?["object"]?["metadata"]?["annotations"]?["k8s.io/initial-events-end"]?.GetValue<string>()));
    }

    [Fact]
    public async Task Informer_ServerGone_KeepsItsSnapshot()
    {
        await using var server = new RunningApi();
        await server.InitializeAsync();
        using var client = ClusterClient.FromKubeconfig(server.Kubeconfig);
        var informer = new Informer<V1ConfigMap>(client, new ResourceQuery("default"), TimeProvider.System);
        var seen = System.Threading.Channels.Channel.CreateUnbounded<string>();
        informer.Changed += change => seen.Writer.TryWrite($"{change.Type} {change.Resource.Metadata.Name}");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(CancellationToken);
        var running = informer.RunAsync(stop.Token);
        await informer.HasSynced.WaitAsync(CancellationToken);
        await server.Client.CreateAsync(new V1ConfigMap { Metadata = new() { Name = "before", NamespaceProperty = "default" } }, CancellationToken);
        Assert.Equal("Added before", await seen.Reader.ReadAsync(CancellationToken));

        await server.StopAsync();

        Assert.Equal(["before"], informer.Snapshot.Keys.Select(key => key.Name));
        await stop.CancelAsync();
        await running;
    }

    private static async Task<List<string>> TakeAsync(IAsyncEnumerator<ResourceEvent<V1ConfigMap>> changes, int count)
    {
        List<string> seen = [];
        while (seen.Count < count && await changes.MoveNextAsync())
        {
            seen.Add($"{changes.Current.Type} {changes.Current.Resource.Metadata.Name}");
        }

        return seen;
    }

    private Task<V1ConfigMap> CreateAsync(string name, string label) => api.Client.CreateAsync(
        new V1ConfigMap { Metadata = new() { Name = name, NamespaceProperty = "default", Labels = new Dictionary<string, string> { ["watched"] = label } } }, CancellationToken);

    private Task<V1ConfigMap> LabelAsync(string name, string label) => api.Client.PatchAsync<V1ConfigMap>(
        name, "default", new JsonObject { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["watched"] = label } } }, null, CancellationToken);
}
