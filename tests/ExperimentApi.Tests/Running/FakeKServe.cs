using ModelServing.Kubernetes.KServe;
using ModelServing.Testing.Clusters;

namespace ModelServing.ExperimentApi.Tests.Running;

/// <summary>Plays KServe's controller on the InferenceService <c>digits</c>: revisions, and traffic by the rules of the canary.</summary>
internal sealed class FakeKServe(FakeCluster cluster)
{
    public const string Name = "digits";
    public const string Namespace = "model-serving";
    public const string ControlUri = "gs://my-bucket/models/model-a";

    private readonly List<(string Name, string Uri)> _revisions = [];
    private string? _rolledOut;

    /// <summary>Gets or sets a model that never gets ready.</summary>
    public string? BrokenUri { get; set; }

    public static async Task<FakeKServe> CreateAsync(FakeCluster cluster)
    {
        await cluster.CreateAsync(
            new InferenceService
            {
                Metadata = new() { Name = Name, NamespaceProperty = Namespace },
                Spec = new() { Predictor = new() { Model = new() { Name = "m", ModelFormat = new() { Name = "tensorflow" }, StorageUri = ControlUri } } },
            },
            CancellationToken.None);
        var kserve = new FakeKServe(cluster);
        await kserve.ReconcileAsync();
        return kserve;
    }

    public async Task<InferenceService> GetAsync() =>
        await cluster.FindAsync<InferenceService>(Name, Namespace, CancellationToken.None) ?? throw new InvalidOperationException("the InferenceService is gone");

    public async Task ReconcileAsync()
    {
        var service = await GetAsync();
        var predictor = service.Spec?.Predictor ?? new();
        var uri = predictor.Model?.StorageUri ?? "";
        if (_revisions.Count == 0 || _revisions[^1].Uri != uri)
        {
            _revisions.Add(($"{Name}-predictor-{_revisions.Count + 1:00000}", uri));
        }

        var created = _revisions[^1].Name;
        var ready = _revisions.FindLast(revision => revision.Uri != BrokenUri).Name;
        var percent = _rolledOut is null ? 100 : predictor.CanaryTrafficPercent ?? 100;
        if (created == ready)
        {
            _rolledOut = percent == 100 ? created : _rolledOut;
            service.Status = new() { Components = new Dictionary<string, ComponentStatus> { ["predictor"] = Component(created, percent) } };
        }

        service.Status ??= new();
        service.Status.Conditions = [new() { Type = "Ready", Status = created == ready ? "True" : "False" }];
        service.Status.ModelStatus = created == ready ? null : new() { LastFailureInfo = new() { Message = "bucket not mapped" } };
        if (service.Status.Components?["predictor"] is { } component)
        {
            component.LatestCreatedRevision = created;
        }

        await cluster.UpdateAsync(service, CancellationToken.None);
    }

    private ComponentStatus Component(string latest, long percent) => new()
    {
        LatestReadyRevision = latest,
        LatestCreatedRevision = latest,
        LatestRolledoutRevision = _rolledOut,
        Traffic = percent == 100
            ? [new() { LatestRevision = true, RevisionName = latest, Percent = 100 }]
            : [new() { LatestRevision = true, RevisionName = latest, Percent = percent }, new() { RevisionName = _rolledOut, Percent = 100 - percent, Tag = "prev" }],
    };
}
