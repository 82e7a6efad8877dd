using ModelServing.ModelServer.Versions;

namespace ModelServing.ModelServer.Sources;

/// <summary>Looks at the base paths again and again and tells the manager which versions are wanted.</summary>
internal sealed class FileSystemSource(VersionManager manager, TimeProvider timeProvider, ILogger<FileSystemSource> logger)
{
    private const string SavedModelFile = "saved_model.pb";

    private readonly Lock _lock = new();
    private readonly HashSet<string> _warned = [];
    private IReadOnlyList<ModelSettings> _models = [];
    private bool _never;

    /// <summary>Replaces the models; those no longer listed are unloaded.</summary>
    public void SetModels(IReadOnlyList<ModelSettings> models)
    {
        lock (_lock)
        {
            foreach (var gone in _models.ExceptBy(models.Select(model => model.Name), model => model.Name))
            {
                manager.SetAspired(gone.Name, []);
            }

            _models = models;
            if (!_never)
            {
                Poll_NeedsLock();
            }
        }
    }

    /// <summary>Polls until stopped; a period of zero means that the looks at new lists of models are the only ones, a negative one that there are none.</summary>
    public async Task RunAsync(TimeSpan period, CancellationToken cancellationToken)
    {
        _never = period < TimeSpan.Zero;
        if (period <= TimeSpan.Zero)
        {
            return;
        }

        using var timer = new PeriodicTimer(period, timeProvider);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            lock (_lock)
            {
                Poll_NeedsLock();
            }
        }
    }

    /// <summary>One round for all models: a base path that is missing aborts it, so a storage outage unloads nothing.</summary>
    private void Poll_NeedsLock()
    {
        var wanted = new List<(string Name, IReadOnlyList<AspiredVersion> Versions)>();
        foreach (var model in _models)
        {
            try
            {
                wanted.Add((model.Name, Scan(model)));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                logger.BasePathMissing(model.Name, model.BasePath, exception.Message);
                return;
            }
        }

        foreach (var (name, versions) in wanted)
        {
            manager.SetAspired(name, versions);
        }
    }

    private IReadOnlyList<AspiredVersion> Scan(ModelSettings model)
    {
        var names = Directory.EnumerateFileSystemEntries(model.BasePath).Select(path => Path.GetFileName(path)).ToList();
        if (names.Contains(SavedModelFile))
        {
            return [AsVersion(model)];
        }

        var versions = VersionScan.Select(model.BasePath, names, model.Policy);
        if (model.Policy is VersionPolicy.Specific specific)
        {
            Warn(model, specific.Versions.Except(versions.Select(version => version.Version)));
        }

        if (versions.Count == 0 && _warned.Add(model.BasePath))
        {
            logger.NoVersions(model.Name, model.BasePath);
        }

        return versions;
    }

    private void Warn(ModelSettings model, IEnumerable<long> absent)
    {
        foreach (var version in absent.Where(version => _warned.Add($"{model.Name}:{version}")))
        {
            logger.VersionAbsent(version, model.Name, model.BasePath);
        }
    }

    /// <summary>More lenient than the original: a base path that is a version folder itself is served as that version.</summary>
    private AspiredVersion AsVersion(ModelSettings model)
    {
        if (_warned.Add(model.BasePath))
        {
            logger.BasePathIsVersion(model.Name, model.BasePath);
        }

        var number = VersionScan.TryParse(Path.GetFileName(Path.TrimEndingDirectorySeparator(model.BasePath)), out var version) ? version : 1;
        return new AspiredVersion(number, model.BasePath);
    }
}
