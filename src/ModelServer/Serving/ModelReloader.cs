using ModelServing.Inference.Errors;
using ModelServing.Inference.Protos;
using ModelServing.ModelServer.Configuration;
using ModelServing.ModelServer.RequestLogs;
using ModelServing.ModelServer.Sources;
using ModelServing.ModelServer.Versions;

namespace ModelServing.ModelServer.Serving;

/// <summary>Replaces the list of models: at start, when the configuration file changes, and by request.</summary>
internal sealed class ModelReloader(VersionManager manager, FileSystemSource source, ModelCatalog catalog, bool allowUnavailableLabels, RequestLogger? requestLogger = null)
    : IDisposable
{
    private readonly SemaphoreSlim _one = new(1);
    private IReadOnlyList<ModelSettings> _models = [];
    private bool _isStarted;

    /// <summary>Gets the models as configured last.</summary>
    public IReadOnlyList<ModelSettings> Models => Volatile.Read(ref _models);

    /// <summary>Applies a list and waits until every new model serves or has failed.</summary>
    public async Task<ServingError?> ApplyAsync(ModelConfigList list, CancellationToken cancellationToken)
    {
        if (!ModelConfigReader.TryRead(list, Models, out var models, out var error))
        {
            return error;
        }

        return await ApplyAsync(models, cancellationToken);
    }

    /// <inheritdoc cref="ApplyAsync(ModelConfigList, CancellationToken)"/>
    public async Task<ServingError?> ApplyAsync(IReadOnlyList<ModelSettings> models, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            var known = Models.Select(model => model.Name).ToHashSet();
            var what = _isStarted ? "model(s)" : "servable(s)";
            _isStarted = true;
            Volatile.Write(ref _models, models);
            if (CheckLabels(models) is { } error)
            {
                return error;
            }

            catalog.SetLabels(models.Select(model => KeyValuePair.Create(model.Name, model.Labels)));
            if (requestLogger is not null)
            {
                await requestLogger.ApplyAsync(models);
            }

            source.SetModels(models);
            List<string> added = [.. models.Select(model => model.Name).Where(name => !known.Contains(name))];
            return await WaitAsync(added, what, cancellationToken);
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    /// <summary>A label may point to a version that does not serve only where that is allowed, and only while it has not pointed to another.</summary>
    private ServingError? CheckLabels(IReadOnlyList<ModelSettings> models)
    {
        foreach (var model in models)
        {
            var current = catalog.Labels.GetValueOrDefault(model.Name);
            foreach (var (label, version) in model.Labels)
            {
                var isMoved = current is not null && current.TryGetValue(label, out var old) && old != version;
                if (manager.Snapshot.Find(model.Name, version) is null && (isMoved || !allowUnavailableLabels))
                {
                    return new ServingError(
                        ErrorCode.FailedPrecondition,
                        $"Request to assign label to version {version} of model {model.Name}, which is not currently available for inference");
                }
            }
        }

        return null;
    }

    private async Task<ServingError?> WaitAsync(List<string> names, string what, CancellationToken cancellationToken)
    {
        while (true)
        {
            var changed = manager.Changed;
            if (IsSettled(manager.Snapshot, names, what, out var error))
            {
                return error;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    private static bool IsSettled(VersionSnapshot snapshot, List<string> names, string what, out ServingError? error)
    {
        error = null;
        List<string> failures = [];
        foreach (var name in names)
        {
            if (snapshot.Find(name, null) is not null)
            {
                continue;
            }

            if (!snapshot.Statuses.TryGetValue(name, out var versions) || !Array.TrueForAll(versions, version => version.State == VersionState.End))
            {
                return false;
            }

            failures.AddRange(versions.Where(version => version.Error is not null)
                .Select(version => $"{{{{name: {name} version: {version.Version}}} due to error: {version.Error}}}, "));
        }

        if (failures.Count > 0)
        {
            error = new ServingError(ErrorCode.Unknown, $"{failures.Count} {what} did not become available: {{{string.Concat(failures)}}}");
        }

        return true;
    }
}
