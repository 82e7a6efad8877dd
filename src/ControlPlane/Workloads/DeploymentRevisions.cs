using System.Globalization;
using System.Text.Json.Nodes;
using k8s.Models;
using ModelServing.ControlPlane.Defaults;
using ModelServing.ControlPlane.Json;
using ModelServing.ControlPlane.Reconciliation;
using ModelServing.Kubernetes.Client;

namespace ModelServing.ControlPlane.Workloads;

/// <summary>Finds or makes the replica set that runs a Deployment's present template.</summary>
internal sealed class DeploymentRevisions(ICluster cluster)
{
    private const string HashLabel = "pod-template-hash";

    /// <summary>The replica set with the Deployment's template, whatever its name; the oldest of several.</summary>
    public static V1ReplicaSet? Find(V1Deployment deployment, IEnumerable<V1ReplicaSet> sets)
    {
        var wanted = Comparable(deployment.Spec.Template);
        return sets.OrderBy(set => set.Metadata.CreationTimestamp).FirstOrDefault(set => JsonNode.DeepEquals(Comparable(set.Spec.Template), wanted));
    }

    /// <summary>The replica set a Deployment's present template asks for.</summary>
    public static V1ReplicaSet Describe(V1Deployment deployment, long revision)
    {
        var hash = Hash(deployment);
        var template = Resources.Clone(deployment.Spec.Template);
        template.Metadata ??= new V1ObjectMeta();
        template.Metadata.EnsureLabels()[HashLabel] = hash;
        var selector = Resources.Clone(deployment.Spec.Selector);
        selector.MatchLabels = new Dictionary<string, string>(selector.MatchLabels ?? new Dictionary<string, string>()) { [HashLabel] = hash };
        var set = Resources.WithKind(new V1ReplicaSet
        {
            Metadata = new V1ObjectMeta
            {
                Name = $"{deployment.Metadata.Name}-{hash}",
                NamespaceProperty = deployment.Metadata.NamespaceProperty,
                Labels = new Dictionary<string, string>(template.Metadata.Labels),
                Annotations = RevisionAnnotations.Scale(deployment.Spec),
                OwnerReferences = [Resources.ControlledBy(deployment)],
            },
            Spec = new V1ReplicaSetSpec { Replicas = 0, MinReadySeconds = deployment.Spec.MinReadySeconds, Selector = selector, Template = template },
        });
        foreach (var (name, value) in RevisionAnnotations.Missing(deployment, set, revision))
        {
            set.Metadata.Annotations[name] = value;
        }

        return set;
    }

    /// <summary>Makes the replica set; returns none where its name is taken: then the next attempt has another.</summary>
    public async Task<V1ReplicaSet?> CreateAsync(V1Deployment deployment, IReadOnlyList<V1ReplicaSet> sets, CancellationToken cancellationToken)
    {
        var wanted = Describe(deployment, Latest(sets) + 1);
        wanted.Spec.Replicas = sets.Count == 0 ? deployment.Spec.Replicas ?? 1 : 0;
        try
        {
            return await cluster.CreateAsync(wanted, cancellationToken);
        }
        catch (ClusterException exception) when (exception.AlreadyExists)
        {
            var count = new JsonObject { ["status"] = new JsonObject { ["collisionCount"] = (deployment.Status?.CollisionCount ?? 0) + 1 } };
            await cluster.PatchAsync<V1Deployment>(deployment.Metadata.Name, deployment.Metadata.NamespaceProperty, count, "status", cancellationToken);
            return null;
        }
    }

    /// <summary>Makes the replica set the latest revision, and passes on to it what may change without a new one.</summary>
    public async Task<V1ReplicaSet> AdvanceAsync(V1Deployment deployment, V1ReplicaSet newest, IReadOnlyList<V1ReplicaSet> sets, CancellationToken cancellationToken)
    {
        var others = Latest(sets.Where(set => set.Metadata.Name != newest.Metadata.Name));
        var revision = Math.Max(RevisionAnnotations.RevisionOf(newest), others + 1);
        var patch = new JsonObject();
        if (RevisionAnnotations.Missing(deployment, newest, revision) is { Count: > 0 } missing)
        {
            patch["metadata"] = new JsonObject { ["annotations"] = RevisionAnnotations.ToJson(missing) };
        }

        if ((newest.Spec.MinReadySeconds ?? 0) != (deployment.Spec.MinReadySeconds ?? 0))
        {
            patch["spec"] = new JsonObject { ["minReadySeconds"] = deployment.Spec.MinReadySeconds ?? 0 };
        }

        var advanced = patch.Count == 0 ? newest : await cluster.PatchAsync<V1ReplicaSet>(newest.Metadata.Name, newest.Metadata.NamespaceProperty, patch, null, cancellationToken);
        if (deployment.GetAnnotation(RevisionAnnotations.Revision) != RevisionAnnotations.Text(revision))
        {
            var note = new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [RevisionAnnotations.Revision] = RevisionAnnotations.Text(revision) } } };
            await cluster.PatchAsync<V1Deployment>(deployment.Metadata.Name, deployment.Metadata.NamespaceProperty, note, null, cancellationToken);
        }

        return advanced;
    }

    private static long Latest(IEnumerable<V1ReplicaSet> sets) => sets.Select(RevisionAnnotations.RevisionOf).DefaultIfEmpty(0).Max();

    private static string Hash(V1Deployment deployment) => deployment.Status?.CollisionCount is { } collisions and > 0
        ? Resources.HashText($"{Comparable(deployment.Spec.Template).ToJsonString()}|{collisions.ToString(CultureInfo.InvariantCulture)}")
        : Resources.HashText(Comparable(deployment.Spec.Template).ToJsonString());

    /// <summary>A template without its hash, and with the defaults that an earlier release may not have filled in.</summary>
    private static JsonObject Comparable(V1PodTemplateSpec template)
    {
        var json = Resources.ToJson(template);
        (json["metadata"]?["labels"] as JsonObject)?.Remove(HashLabel);
        PodDefaults.Apply(json.Child("spec"));
        return json;
    }
}
