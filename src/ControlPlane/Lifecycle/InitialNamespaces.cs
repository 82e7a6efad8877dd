using System.Text.Json.Nodes;
using ModelServing.ControlPlane.Kinds;
using ModelServing.ControlPlane.Registry;

namespace ModelServing.ControlPlane.Lifecycle;

/// <summary>Makes the namespaces that every cluster has, before anything else runs.</summary>
internal sealed class InitialNamespaces(ObjectRegistry registry) : IHostedService
{
    private static readonly string[] Names = ["default", "kube-system", "kube-public", "kube-node-lease", "model-serving"];

    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var name in Names)
        {
            // It exists already on every start but the first.
            registry.Create(ResourceCatalog.Namespaces, null, new JsonObject { ["metadata"] = new JsonObject { ["name"] = name } }, WriteOptions.OfApiServer);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
