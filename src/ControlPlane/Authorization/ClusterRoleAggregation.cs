using System.Text.Json.Nodes;
using ModelServing.ControlPlane.Json;
using ModelServing.ControlPlane.Kinds;
using ModelServing.ControlPlane.Registry;
using ModelServing.ControlPlane.Storage;

namespace ModelServing.ControlPlane.Authorization;

/// <summary>Keeps cluster roles that aggregate others equal to the sum of those, whenever a cluster role changes.</summary>
internal sealed class ClusterRoleAggregation(ClusterStore store, ObjectRegistry registry, ILogger<ClusterRoleAggregation> logger) : BackgroundService
{
    /// <summary>Roles aggregate roles that aggregate: view is part of edit, edit of admin.</summary>
    private const int MaxPasses = 10;

    private static readonly ResourceDefinition ClusterRole =
        ResourceCatalog.TryFind($"{PolicyIndex.ApiGroup}/v1", "ClusterRole", out var role) ? role : throw new InvalidOperationException("ClusterRole is not served");

    public void AggregateAll()
    {
        for (var pass = 0; pass < MaxPasses && AggregateOnce(); pass++)
        {
            // What one pass wrote may be part of another role.
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested && store.TryWatch(ClusterRole.GroupResource, store.Snapshot.Version, out var watch))
        {
            using (watch)
            {
                AggregateAll();
                while (await watch.Changes.WaitToReadAsync(stoppingToken))
                {
                    while (watch.Changes.TryRead(out _))
                    {
                        // Only that something changed matters.
                    }

                    AggregateAll();
                }
            }
        }
    }

    private bool AggregateOnce()
    {
        var changed = false;
        var roles = store.Snapshot.Of(ClusterRole.GroupResource).Values.ToList();
        foreach (var role in roles.Where(role => role.Root.At("aggregationRule") is not null))
        {
            var rules = Sum(role, roles);
            if (!JsonNode.DeepEquals(rules, role.ToNode()["rules"]))
            {
                changed |= Write(role.Key.Name, rules);
            }
        }

        return changed;
    }

    private bool Write(string name, JsonArray rules)
    {
        var outcome = registry.Update(ClusterRole, null, name, value =>
        {
            value["rules"] = rules.DeepClone();
            return value;
        }, WriteOptions.Default with { Manager = "clusterrole-aggregation-controller" });
        if (outcome.Refusal is { } refusal)
        {
            AuthorizationLog.NotAggregated(logger, name, refusal.Message);
        }

        return outcome.Refusal is null;
    }

    private static JsonArray Sum(StoredObject role, List<StoredObject> roles)
    {
        var selectors = role.Root.Items("aggregationRule", "clusterRoleSelectors").ToList();
        var sum = new JsonArray();
        foreach (var part in roles.Where(part => part.Key != role.Key && selectors.Any(selector => SelectorJson.Matches(selector, part.Root))))
        {
            foreach (var rule in part.ToNode()["rules"] as JsonArray ?? [])
            {
                if (!sum.Any(one => JsonNode.DeepEquals(one, rule)))
                {
                    sum.Add(rule?.DeepClone());
                }
            }
        }

        return sum;
    }
}
