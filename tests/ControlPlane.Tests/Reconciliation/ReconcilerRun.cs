using k8s;
using k8s.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ModelServing.ControlPlane.Reconciliation;
using ModelServing.ControlPlane.Workloads;
using ModelServing.Kubernetes.Client;
using Xunit;

namespace ModelServing.ControlPlane.Tests.Reconciliation;

/// <summary>Every reconciler at work on a cluster in memory, with nodes that do what a test tells them.</summary>
internal sealed class ReconcilerRun : IAsyncDisposable
{
    private readonly ServiceProvider _provider;
    private readonly List<IHostedService> _services;

    private ReconcilerRun(ServiceProvider provider)
    {
        _provider = provider;
        // Without the node lifecycle: these nodes renew no leases.
        _services = [.. provider.GetServices<IHostedService>().Where(service => service is not NodeLifecycle)];
    }

    public MemoryCluster Cluster { get; private init; } = new();

    public static async Task<ReconcilerRun> StartAsync(params string[] nodes)
    {
        var cluster = new MemoryCluster();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<ICluster>(cluster);
        services.AddReconcilers();
        var run = new ReconcilerRun(services.BuildServiceProvider()) { Cluster = cluster };
        foreach (var node in nodes)
        {
            await FakeNode.JoinAsync(cluster, node, Token);
        }

        foreach (var service in run._services)
        {
            await service.StartAsync(Token);
        }

        return run;
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Waits until an object is as described; says what was awaited when it does not come.</summary>
    public async Task<T> UntilAsync<T>(string ns, string name, Func<T, bool> condition, string what)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var list = await UntilListAsync<T>(ns, items => items.Any(item => item.Metadata.Name == name && condition(item)), what);
        return list.First(item => item.Metadata.Name == name);
    }

    /// <summary>Waits until the objects of a namespace are as described.</summary>
    public async Task<IReadOnlyList<T>> UntilListAsync<T>(string ns, Func<IReadOnlyList<T>, bool> condition, string what)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromSeconds(15));
        var list = await Cluster.ListAsync<T>(new ResourceQuery(ns), Token);
        try
        {
            await using var changes = Cluster.WatchAsync<T>(ResourceQuery.All, list.ResourceVersion, limit.Token).GetAsyncEnumerator(limit.Token);
            while (!condition((list = await Cluster.ListAsync<T>(new ResourceQuery(ns), Token)).Items))
            {
                await changes.MoveNextAsync();
            }

            return list.Items;
        }
        catch (OperationCanceledException) when (!Token.IsCancellationRequested)
        {
            var state = string.Join("\n", list.Items.Select(item => KubernetesJson.Serialize(item)));
            throw new TimeoutException($"{typeof(T).Name}: {what} did not happen. Last seen:\n{state}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _services)
        {
            await service.StopAsync(CancellationToken.None);
        }

        await _provider.DisposeAsync();
    }
}
