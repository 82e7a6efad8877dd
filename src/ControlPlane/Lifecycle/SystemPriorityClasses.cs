using System.Text.Json.Nodes;
using k8s.Models;
using ModelServing.ControlPlane.Admission;
using ModelServing.ControlPlane.Kinds;
using ModelServing.ControlPlane.Registry;

namespace ModelServing.ControlPlane.Lifecycle;

/// <summary>Makes the priority classes that every cluster has.</summary>
internal sealed class SystemPriorityClasses(ObjectRegistry registry) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var (name, value, description) in PriorityClasses.System)
        {
            // It exists already on every start but the first.
            var wanted = new JsonObject { ["metadata"] = new JsonObject { ["name"] = name }, ["value"] = value, ["description"] = description };
            registry.Create(ResourceCatalog.Of<V1PriorityClass>(), null, wanted, WriteOptions.OfApiServer);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
