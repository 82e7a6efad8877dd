using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using ModelServing.Inference.Errors;
using ModelServing.ModelServer.Servables;
using ModelServing.ModelServer.Versions;

namespace ModelServing.ModelServer.Serving;

/// <summary>What requests see of the models: names, versions and labels.</summary>
internal sealed class ModelCatalog(VersionManager manager)
{
    private FrozenDictionary<string, IReadOnlyDictionary<string, long>> _labels = FrozenDictionary<string, IReadOnlyDictionary<string, long>>.Empty;

    public VersionSnapshot Snapshot => manager.Snapshot;

    /// <summary>Gets a task that ends with the next change of the snapshot. Take it before looking.</summary>
    public Task Changed => manager.Changed;

    /// <summary>Gets the labels of each model.</summary>
    public FrozenDictionary<string, IReadOnlyDictionary<string, long>> Labels => Volatile.Read(ref _labels);

    public void SetLabels(IEnumerable<KeyValuePair<string, IReadOnlyDictionary<string, long>>> labels) =>
        Volatile.Write(ref _labels, labels.ToFrozenDictionary());

    /// <summary>Finds a servable and holds it; the caller releases it.</summary>
    public bool TryAcquire(ServableRequest request, [NotNullWhen(true)] out Servable? servable, [NotNullWhen(false)] out ServingError? error)
    {
        servable = null;
        if (request.Label is { } label)
        {
            if (!Labels.TryGetValue(request.Name, out var labels) || !labels.TryGetValue(label, out var labelled))
            {
                error = ServingError.Invalid($"Unrecognized servable version label: {label}");
                return false;
            }

            request = new ServableRequest(request.Name, labelled);
        }

        // A version that is found but cannot be held has just left; a newer snapshot is there already.
        do
        {
            servable = manager.Snapshot.Find(request.Name, request.Version);
        }
        while (servable is not null && !servable.TryAcquire());
        error = servable is null ? new ServingError(ErrorCode.NotFound, $"Servable not found for request: {request}") : null;
        return servable is not null;
    }

    /// <summary>Reports the versions of a model; a label in the request is ignored, as the original does.</summary>
    public bool TryGetStatus(ServableRequest request, [NotNullWhen(true)] out VersionStatus[]? versions, [NotNullWhen(false)] out ServingError? error)
    {
        error = null;
        if (!manager.Snapshot.Statuses.TryGetValue(request.Name, out versions))
        {
            error = new ServingError(ErrorCode.NotFound, $"Could not find any versions of model {request.Name}");
            return false;
        }

        if (request.Version is { } wanted)
        {
            versions = Array.FindAll(versions, version => version.Version == wanted);
            error = versions.Length == 0 ? new ServingError(ErrorCode.NotFound, $"Could not find version {wanted} of model {request.Name}") : null;
        }

        return error is null;
    }
}
