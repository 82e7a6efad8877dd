using k8s;
using k8s.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ModelServing.ControlPlane.Reconciliation;
using ModelServing.ControlPlane.Workloads;
using ModelServing.Kubernetes.Client;
using Xunit;

namespace ModelServing.ControlPlane.Tests.Reconciliation;

/// <summary>Every reconciler at work on a store of its own, with nodes that do what a test tells them.</summary>
internal sealed class ReconcilerRun : IAsyncDisposable
{
    private readonly ServiceProvider _provider;
    private readonly List<IHostedService> _services;
    private readonly CancellationTokenSource _stopping = new();
    private Task _nodes = Task.CompletedTask;

    private ReconcilerRun(ServiceProvider provider)
    {
        _provider = provider;

        // Without the node lifecycle: these nodes renew no leases.
        _services = [.. provider.GetServices<IHostedService>().Where(service => service is not NodeLifecycle)];
        Cluster = provider.GetRequiredService<ICluster>();
    }

    public ICluster Cluster { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<ReconcilerRun> StartAsync(params string[] nodes)
    {
        var run = new ReconcilerRun(new ServiceCollection().AddTestCluster(TimeProvider.System).AddReconcilers().BuildServiceProvider());
        foreach (var service in run._services)
        {
            await service.StartAsync(Token);
        }

        run._nodes = FakeNode.EndPodsAsync(run.Cluster, run._stopping.Token);
        foreach (var node in nodes)
        {
            await FakeNode.JoinAsync(run.Cluster, node, Token);
        }

        return run;
    }

    public Task<IReadOnlyList<T>> UntilListAsync<T>(Func<IReadOnlyList<T>, bool> condition, string what)
        where T : class, IKubernetesObject<V1ObjectMeta> => Cluster.UntilListAsync(condition, what);

    public async Task<T> UntilAsync<T>(string name, Func<T, bool> condition, string what)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var list = await UntilListAsync<T>(items => items.Any(item => item.Metadata.Name == name && condition(item)), what);
        return list.First(item => item.Metadata.Name == name);
    }

    /// <summary>The cluster's version: it moves with every write.</summary>
    public async Task<long> VersionAsync() => long.Parse((await Cluster.ListAsync<V1Node>(ResourceQuery.All, Token)).ResourceVersion);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _nodes.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
        foreach (var service in _services)
        {
            await service.StopAsync(CancellationToken.None);
        }

        await _provider.DisposeAsync();
    }
}
