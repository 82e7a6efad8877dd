using System.Collections.Frozen;
using ModelServing.Inference.Errors;
using ModelServing.ModelServer.RequestLogs;
using ModelServing.ModelServer.Servables;
using ModelServing.ModelServer.Serving;

namespace ModelServing.ModelServer.Versions;

/// <summary>Brings the versions that are wanted into service and takes the others out, one step at a time for each model.</summary>
internal sealed class VersionManager(
    IModelLoader loader,
    VersionManagerOptions options,
    TimeProvider timeProvider,
    ILogger<VersionManager> logger,
    RequestLogger? requestLogger = null,
    MethodRules? rules = null)
    : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, SortedDictionary<long, ManagedVersion>> _models = [];
    private readonly SemaphoreSlim _loads = new(Math.Max(1, options.LoadThreads));
    private readonly SemaphoreSlim _unloads = new(options.UnloadThreads > 0 ? options.UnloadThreads : int.MaxValue);
    private readonly CancellationTokenSource _stopping = new();
    private VersionSnapshot _snapshot = VersionSnapshot.Empty;
    private TaskCompletionSource _changed = NewSignal();

    /// <summary>Gets what serves now.</summary>
    public VersionSnapshot Snapshot => Volatile.Read(ref _snapshot);

    /// <summary>Gets a task that ends with the next change of <see cref="Snapshot"/>. Take it before looking.</summary>
    public Task Changed => Volatile.Read(ref _changed).Task;

    /// <summary>Says which versions of a model are wanted from now on.</summary>
    public void SetAspired(string name, IReadOnlyList<AspiredVersion> versions)
    {
        lock (_lock)
        {
            if (!_models.TryGetValue(name, out var model))
            {
                _models[name] = model = [];
            }

            var wanted = versions.Select(version => version.Version).ToHashSet();
            var changed = false;
            foreach (var managed in model.Values.Where(managed => managed.IsAspired && !wanted.Contains(managed.Id.Version)))
            {
                managed.IsAspired = false;
                changed = true;
                if (managed.State == VersionState.Start)
                {
                    managed.State = VersionState.End;
                }
            }

            foreach (var version in versions)
            {
                changed |= Aspire_NeedsLock(model, new ServableId(name, version.Version), version.Folder);
            }

            if (changed)
            {
                Publish_NeedsLock();
                Advance_NeedsLock(name);
            }
        }
    }

    /// <summary>Stops trying, takes everything out of service and waits until it is gone.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        List<Servable> serving = [];
        lock (_lock)
        {
            foreach (var managed in _models.Values.SelectMany(model => model.Values))
            {
                if (managed is { State: VersionState.Available, Servable: { } servable })
                {
                    serving.Add(servable);
                    managed.State = VersionState.End;
                    managed.Servable = null;
                }
            }

            Publish_NeedsLock();
        }

        serving.ForEach(servable => servable.Release());
        await Task.WhenAll(serving.Select(servable => servable.Released));
    }

    /// <summary>Makes a version wanted; one that had left starts anew, and one that is leaving will once it has left.</summary>
    private static bool Aspire_NeedsLock(SortedDictionary<long, ManagedVersion> model, ServableId id, string folder)
    {
        if (model.TryGetValue(id.Version, out var managed) && (managed.IsAspired || managed.State != VersionState.End))
        {
            var changed = !managed.IsAspired;
            managed.IsAspired = true;
            managed.Folder = managed.State == VersionState.Unloading ? folder : managed.Folder;
            return changed;
        }

        model[id.Version] = new ManagedVersion(id, folder);
        return true;
    }

    private void Advance_NeedsLock(string name)
    {
        var model = _models[name];
        while (!_stopping.IsCancellationRequested
            && AvailabilityPreserving.Decide([.. model.Values.Select(managed => managed.View)]) is { } action)
        {
            var managed = model[action.Version];
            if (action.IsLoad)
            {
                managed.State = VersionState.Loading;
                _ = Task.Run(() => LoadAsync(managed, _stopping.Token));
            }
            else
            {
                managed.State = VersionState.Unloading;
                _ = Task.Run(() => UnloadAsync(managed));
            }

            Publish_NeedsLock();
        }
    }

    private async Task LoadAsync(ManagedVersion managed, CancellationToken cancellationToken)
    {
        try
        {
            for (var attempt = 0; ; attempt++)
            {
                await _loads.WaitAsync(cancellationToken);

                // Nobody waits for the processors as long as nothing serves.
                var lowPriority = options.LowPriorityLoads && Snapshot.Names.Count > 0;
                var (servable, error) = await LoadThread.RunAsync(() => Load(managed), lowPriority);
                _loads.Release();
                if (error is null)
                {
                    managed.Servable = servable;
                    logger.Available(managed.Id);
                    Finish(managed, VersionState.Available, null);
                    return;
                }

                logger.LoadFailed(managed.Id, attempt + 1, error);
                if (attempt >= options.MaxLoadRetries || !await WaitToRetryAsync(managed, cancellationToken))
                {
                    Finish(managed, VersionState.End, error);
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            Finish(managed, VersionState.End, new ServingError(ErrorCode.Cancelled, "The server stops."));
        }
    }

    private (Servable? Servable, ServingError? Error) Load(ManagedVersion managed)
    {
        try
        {
            logger.Loading(managed.Id, managed.Folder);
            return loader.TryLoad(managed.Id, managed.Folder, out var model, out var error) ? (new Servable(managed.Id, model, requestLogger, rules), null) : (null, error);
        }
        catch (Exception exception)
        {
            logger.LoadThrew(exception, managed.Id);
            return (null, new ServingError(ErrorCode.Internal, exception.Message));
        }
    }

    private async Task UnloadAsync(ManagedVersion managed)
    {
        await _unloads.WaitAsync(CancellationToken.None);
        if (managed.Servable is { } servable)
        {
            servable.Release();
            await servable.Released;
        }

        _unloads.Release();
        managed.Servable = null;
        logger.Unloaded(managed.Id);
        Finish(managed, VersionState.End, null);
    }

    /// <summary>Waits until a load may be tried again; false as soon as nobody wants the version any more.</summary>
    private async Task<bool> WaitToRetryAsync(ManagedVersion managed, CancellationToken cancellationToken)
    {
        var interval = Task.Delay(options.LoadRetryInterval, timeProvider, cancellationToken);
        while (true)
        {
            var changed = Changed;
            if (!IsWanted(managed))
            {
                return false;
            }

            if (interval.IsCompleted)
            {
                await interval;
                return true;
            }

            await Task.WhenAny(interval, changed);
        }
    }

    private bool IsWanted(ManagedVersion managed)
    {
        lock (_lock)
        {
            return managed.IsAspired;
        }
    }

    private void Finish(ManagedVersion managed, VersionState state, ServingError? error)
    {
        Servable? orphan = null;
        lock (_lock)
        {
            if (managed is { State: VersionState.Unloading, IsAspired: true })
            {
                _models[managed.Id.Name][managed.Id.Version] = new ManagedVersion(managed.Id, managed.Folder);
            }

            managed.State = state;
            managed.Error = error;
            if (state == VersionState.Available && _stopping.IsCancellationRequested)
            {
                orphan = managed.Servable;
                managed.State = VersionState.End;
            }

            Publish_NeedsLock();
            Advance_NeedsLock(managed.Id.Name);
        }

        orphan?.Release();
    }

    private void Publish_NeedsLock()
    {
        var serving = new Dictionary<string, Servable[]>();
        var statuses = new Dictionary<string, VersionStatus[]>();
        foreach (var (name, model) in _models.Where(model => model.Value.Count > 0))
        {
            var newestFirst = model.Values.Reverse().ToList();
            statuses[name] = [.. newestFirst.Select(managed => managed.Status)];
            Servable[] available = [.. newestFirst.Where(managed => managed.State == VersionState.Available).Select(managed => managed.Servable!)]; // available ones have loaded
            if (available.Length > 0)
            {
                serving[name] = available;
            }
        }

        Volatile.Write(ref _snapshot, new VersionSnapshot(serving.ToFrozenDictionary(), statuses.ToFrozenDictionary()));
        Interlocked.Exchange(ref _changed, NewSignal()).SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
