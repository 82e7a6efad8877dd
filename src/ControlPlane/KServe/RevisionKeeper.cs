using System.Globalization;
using System.Text.Json.Nodes;
using k8s.Models;
using ModelServing.ControlPlane.Reconciliation;
using ModelServing.Kubernetes.Client;
using ModelServing.Kubernetes.Knative;
using ModelServing.Kubernetes.KServe;

namespace ModelServing.ControlPlane.KServe;

/// <summary>Creates a service's revisions, keeps those in use awake, and drops the oldest.</summary>
internal sealed class RevisionKeeper(ICluster cluster, TimeProvider timeProvider)
{
    private const int History = 20;

    /// <summary>The service's revisions, the newest last.</summary>
    public async Task<IReadOnlyList<Revision>> ListAsync(InferenceService service, CancellationToken cancellationToken)
    {
        var query = new ResourceQuery(service.Metadata.NamespaceProperty, Resources.Selector(KServeNames.ServiceLabel, service.Metadata.Name));
        var list = await cluster.ListAsync<Revision>(query, cancellationToken);
        return [.. list.Items.Where(revision => Resources.IsControlledBy(revision, service)).OrderBy(revision => KServeNames.RevisionNumber(revision.Metadata.Name))];
    }

    /// <summary>Adds a revision when the newest was made of something else; otherwise lets it follow the service's scale.</summary>
    public async Task<IReadOnlyList<Revision>> EnsureNewestAsync(
        InferenceService service,
        RevisionSpec spec,
        IReadOnlyList<Revision> known,
        CancellationToken cancellationToken)
    {
        var newest = known.Count > 0 ? known[^1] : null;
        if (newest is null || newest.GetAnnotation(KServeNames.TemplateAnnotation) != RevisionDescription.Template(service, spec))
        {
            var next = RevisionDescription.Describe(service, spec, KServeNames.RevisionNumber(newest?.Metadata.Name) + 1);
            return [.. known, await cluster.CreateAsync(Resources.WithKind(next), cancellationToken)];
        }

        var scaling = RevisionDescription.Scaling(service);
        var wanted = new JsonObject([.. scaling.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)JsonValue.Create(pair.Value)))]);
        foreach (var stale in (newest.Metadata.Annotations?.Keys ?? []).Where(key => key.StartsWith(KServeNames.AutoscalingPrefix, StringComparison.Ordinal) && !scaling.ContainsKey(key)))
        {
            wanted[stale] = null;
        }

        return await AnnotateAsync(newest, wanted, cancellationToken) is { } changed ? [.. known.SkipLast(1), changed] : known;
    }

    /// <summary>Puts revisions that are not in use into the reserve, wakes those that are, and deletes all but the last few unused ones.</summary>
    public async Task KeepAsync(InferenceService service, IReadOnlyList<Revision> known, IReadOnlySet<string> used, CancellationToken cancellationToken)
    {
        foreach (var revision in known)
        {
            var state = used.Contains(revision.Metadata.Name) ? KServeNames.Active : KServeNames.Reserve;
            if (revision.GetLabel(KServeNames.RoutingStateLabel) != state)
            {
                await PatchAsync(revision, Routing(state), cancellationToken);
            }
        }

        var remembered = service.Status?.Components?.TryGetValue("predictor", out var component) == true ? component : null;
        var unused = known.Where(revision => !used.Contains(revision.Metadata.Name)
            && revision.Metadata.Name != remembered?.PreviousRolledoutRevision
            && revision.Metadata.Name != remembered?.LatestRolledoutRevision).ToList();
        foreach (var revision in unused.Take(unused.Count - History))
        {
            await cluster.DeleteAsync<Revision>(revision.Metadata.Name, revision.Metadata.NamespaceProperty, cancellationToken);
        }
    }

    public async Task DeleteAllAsync(InferenceService service, CancellationToken cancellationToken)
    {
        foreach (var revision in await ListAsync(service, cancellationToken))
        {
            await cluster.DeleteAsync<Revision>(revision.Metadata.Name, revision.Metadata.NamespaceProperty, cancellationToken);
        }
    }

    private JsonObject Routing(string state) => new()
    {
        ["labels"] = new JsonObject { [KServeNames.RoutingStateLabel] = state },
        ["annotations"] = new JsonObject
        {
            [KServeNames.RoutingStateModifiedAnnotation] = timeProvider.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
        },
    };

    private async Task<Revision?> AnnotateAsync(Revision revision, JsonObject annotations, CancellationToken cancellationToken)
    {
        var present = revision.Metadata.Annotations ?? new Dictionary<string, string>();
        var differs = annotations.Any(pair => pair.Value is null ? present.ContainsKey(pair.Key) : !present.TryGetValue(pair.Key, out var value) || value != pair.Value.GetValue<string>());
        return differs ? await PatchAsync(revision, new JsonObject { ["annotations"] = annotations }, cancellationToken) : null;
    }

    private Task<Revision> PatchAsync(Revision revision, JsonObject metadata, CancellationToken cancellationToken) => cluster.PatchAsync<Revision>(
        revision.Metadata.Name,
        revision.Metadata.NamespaceProperty,
        new JsonObject { ["metadata"] = metadata },
        null,
        cancellationToken);
}
