using k8s;
using k8s.Models;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ModelServing.ControlPlane.Admission;
using ModelServing.ControlPlane.CustomResources;
using ModelServing.ControlPlane.Defaults;
using ModelServing.ControlPlane.Lifecycle;
using ModelServing.ControlPlane.Registry;
using ModelServing.ControlPlane.Storage;
using ModelServing.Kubernetes.Client;
using Xunit;

namespace ModelServing.ControlPlane.Tests.Reconciliation;

/// <summary>The control plane's own store and rules in process, in a folder of its own, without the network.</summary>
internal static class TestCluster
{
    public const string Namespace = "model-serving";

    public static IServiceCollection AddTestCluster(this IServiceCollection services, TimeProvider timeProvider)
    {
        services.AddLogging();
        services.AddSingleton(timeProvider);
        services.AddSingleton<StoreFolder>();
        services.AddSingleton(provider => new ClusterStore(Path.Combine(provider.GetRequiredService<StoreFolder>().Path, "cluster.db")));
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddCustomResources();
        services.AddPodAdmission();
        services.AddSingleton<IAdmission, BuiltInDefaults>();
        services.AddSingleton<IAdmission, BuiltInRules>();
        services.AddSingleton<AdmissionChain>();
        services.AddSingleton<ObjectRegistry>();
        services.AddSingleton<ICluster, StoreCluster>();
        services.AddHostedService<InitialNamespaces>();
        services.AddHostedService<GarbageCollector>();
        return services;
    }

    /// <summary>Waits until the objects of a namespace are as described; says what was awaited when that does not come.</summary>
    public static async Task<IReadOnlyList<T>> UntilListAsync<T>(this ICluster cluster, Func<IReadOnlyList<T>, bool> condition, string what)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var token = TestContext.Current.CancellationToken;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(token);
        limit.CancelAfter(TimeSpan.FromSeconds(15));
        var query = new ResourceQuery(Namespace);
        var list = await cluster.ListAsync<T>(query, token);
        try
        {
            await using var changes = cluster.WatchAsync<T>(query, list.ResourceVersion, limit.Token).GetAsyncEnumerator(limit.Token);
            while (!condition(list.Items))
            {
                await changes.MoveNextAsync();
                list = await cluster.ListAsync<T>(query, token);
            }

            return list.Items;
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            var state = string.Join("\n", list.Items.Select(item => KubernetesJson.Serialize(item)));
            throw new TimeoutException($"{typeof(T).Name}: {what} did not happen. Last seen:\n{state}");
        }
    }

    /// <summary>Where the store is; it goes when the store, which is made later, is gone.</summary>
    private sealed class StoreFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("modelserving-tests-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
