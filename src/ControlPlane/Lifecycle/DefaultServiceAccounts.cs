using System.Text.Json.Nodes;
using ModelServing.ControlPlane.Kinds;
using ModelServing.ControlPlane.Registry;
using ModelServing.ControlPlane.Storage;

namespace ModelServing.ControlPlane.Lifecycle;

/// <summary>Gives every namespace its service account <c>default</c>, also when somebody deletes it.</summary>
internal sealed class DefaultServiceAccounts(ClusterStore store, ObjectRegistry registry) : BackgroundService
{
    private const string Name = "default";

    private static readonly ResourceDefinition ServiceAccount =
        ResourceCatalog.TryFind("v1", "ServiceAccount", out var resource) ? resource : throw new InvalidOperationException("ServiceAccount is not served");

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var ns in store.Snapshot.Of("namespaces").Keys)
        {
            Ensure(ns.Name);
        }

        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            using var watch = store.WatchEverything(out var before);
            foreach (var ns in before.Of("namespaces").Keys)
            {
                Ensure(ns.Name);
            }

            await foreach (var change in watch.Changes.ReadAllAsync(stoppingToken))
            {
                var key = change.After.Key;
                if (key.Resource == "namespaces" && !change.Deleted)
                {
                    Ensure(key.Name);
                }
                else if (key.Resource == ServiceAccount.GroupResource && key.Name == Name && change.Deleted)
                {
                    Ensure(key.Namespace);
                }
            }
        }
    }

    private void Ensure(string ns)
    {
        // Refused where it exists, or where the namespace is on its way out: nothing to do then.
        if (store.Find(new StoreKey("namespaces", "", ns)) is { IsBeingDeleted: false } && store.Find(new StoreKey(ServiceAccount.GroupResource, ns, Name)) is null)
        {
            registry.Create(ServiceAccount, ns, new JsonObject { ["metadata"] = new JsonObject { ["name"] = Name } }, WriteOptions.Default);
        }
    }
}
