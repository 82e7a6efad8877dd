using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using ModelServing.ExperimentApi.Json;
using ModelServing.ExperimentApi.States;

namespace ModelServing.ExperimentApi.Storage;

/// <summary>Keeps experiments and their events. A change of state and its event are one transaction, on disk before anything is done about it.</summary>
internal sealed class ExperimentStore(IDbContextFactory<ExperimentsContext> contexts) : IDisposable
{
    /// <summary>One writer at a time: outcomes, operators and the loop change the same snapshot.</summary>
    private readonly SemaphoreSlim _writer = new(1);

    private readonly SemaphoreSlim _creation = new(1);
    private volatile bool _isCreated;

    public async Task<ExperimentSnapshot?> FindAsync(string name, CancellationToken cancellationToken)
    {
        await using var context = await OpenAsync(cancellationToken);
        var row = await context.Experiments.AsNoTracking().FirstOrDefaultAsync(experiment => experiment.Name == name, cancellationToken);
        return row is null ? null : Read(row.Snapshot);
    }

    public async Task<IReadOnlyList<ExperimentSnapshot>> ListAsync(CancellationToken cancellationToken)
    {
        await using var context = await OpenAsync(cancellationToken);
        var rows = await context.Experiments.AsNoTracking().OrderBy(experiment => experiment.Name).ToListAsync(cancellationToken);
        return [.. rows.Select(row => Read(row.Snapshot))];
    }

    public async Task<IReadOnlyList<ExperimentEvent>> EventsAsync(string name, CancellationToken cancellationToken)
    {
        await using var context = await OpenAsync(cancellationToken);
        var rows = await context.Events.AsNoTracking().Where(change => change.Experiment == name).OrderBy(change => change.Id).ToListAsync(cancellationToken);
        return [.. rows.Select(row => new ExperimentEvent(
            DateTimeOffset.Parse(row.At, CultureInfo.InvariantCulture), Enum.Parse<ExperimentState>(row.From), Enum.Parse<ExperimentState>(row.To), row.Message))];
    }

    /// <summary>Adds an experiment; returns why not, in words, when its name or target is taken.</summary>
    public async Task<string?> TryAddAsync(ExperimentSnapshot snapshot, CancellationToken cancellationToken)
    {
        await _writer.WaitAsync(cancellationToken);
        try
        {
            await using var context = await OpenAsync(cancellationToken);
            var target = TargetOf(snapshot);
            var rows = await context.Experiments.AsNoTracking().Where(row => row.Name == snapshot.Definition.Name || row.Target == target).ToListAsync(cancellationToken);
            if (rows.Exists(row => row.Name == snapshot.Definition.Name))
            {
                return $"an experiment called {snapshot.Definition.Name} exists already";
            }

            if (rows.Find(row => Read(row.Snapshot).IsLive) is { } other)
            {
                return $"experiment {other.Name} is using {target}: end it first";
            }

            context.Experiments.Add(new() { Name = snapshot.Definition.Name, Target = target, State = snapshot.State.ToString(), Snapshot = Write(snapshot) });
            context.Events.Add(Event(snapshot, ExperimentState.Draft));
            await context.SaveChangesAsync(cancellationToken);
            return null;
        }
        finally
        {
            _writer.Release();
        }
    }

    /// <summary>Changes the snapshot as it is now; an unchanged one writes nothing. Null when there is no such experiment.</summary>
    public async Task<ExperimentSnapshot?> UpdateAsync(string name, Func<ExperimentSnapshot, ExperimentSnapshot> change, CancellationToken cancellationToken)
    {
        await _writer.WaitAsync(cancellationToken);
        try
        {
            await using var context = await OpenAsync(cancellationToken);
            var row = await context.Experiments.FirstOrDefaultAsync(experiment => experiment.Name == name, cancellationToken);
            if (row is null)
            {
                return null;
            }

            var before = Read(row.Snapshot);
            var after = change(before);
            var json = Write(after);
            if (json == row.Snapshot)
            {
                return after;
            }

            (row.Snapshot, row.State, row.Version) = (json, after.State.ToString(), row.Version + 1);
            if (after.State != before.State || after.Step != before.Step)
            {
                context.Events.Add(Event(after, before.State));
            }

            await context.SaveChangesAsync(cancellationToken);
            return after;
        }
        finally
        {
            _writer.Release();
        }
    }

    public void Dispose()
    {
        _writer.Dispose();
        _creation.Dispose();
    }

    /// <summary>The first use creates the tables: building the model takes a second, which the service's start need not wait for.</summary>
    private async Task<ExperimentsContext> OpenAsync(CancellationToken cancellationToken)
    {
        var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (!_isCreated)
        {
            await _creation.WaitAsync(cancellationToken);
            try
            {
                await context.Database.EnsureCreatedAsync(cancellationToken);
                _isCreated = true;
            }
            finally
            {
                _creation.Release();
            }
        }

        return context;
    }

    private static string TargetOf(ExperimentSnapshot snapshot) =>
        $"{snapshot.Definition.Platform}/{snapshot.Definition.Namespace}/{snapshot.Definition.Target}";

    private static EventRow Event(ExperimentSnapshot snapshot, ExperimentState from) => new()
    {
        Experiment = snapshot.Definition.Name,
        At = snapshot.Since.ToString("O", CultureInfo.InvariantCulture),
        From = from.ToString(),
        To = snapshot.State.ToString(),
        Message = snapshot.Reason,
    };

    private static ExperimentSnapshot Read(string json) =>
        JsonSerializer.Deserialize(json, ExperimentJson.Default.ExperimentSnapshot) ?? throw new InvalidOperationException("an experiment is stored as null");

    private static string Write(ExperimentSnapshot snapshot) => JsonSerializer.Serialize(snapshot, ExperimentJson.Default.ExperimentSnapshot);
}
