using System.Text.Json;
using ModelServing.BenchmarkWorker.Analysis;
using ModelServing.BenchmarkWorker.History;
using ModelServing.BenchmarkWorker.Runs;

namespace ModelServing.BenchmarkWorker.Service;

/// <summary>A queued, running or finished run.</summary>
internal sealed class Run(string id, BenchmarkPlan plan, TimeProvider timeProvider) : IProgress<RunProgress>, IDisposable
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly DateTimeOffset _createdAt = timeProvider.GetUtcNow();
    private readonly JsonElement _plan = JsonSerializer.SerializeToElement(plan, ServiceJsonContext.Default.BenchmarkPlan);
    private RunStatus _status;
    private RunProgress? _progress;
    private Ending? _ending;

    public string Id => id;

    public BenchmarkPlan Plan => plan;

    public RunEvents Events { get; } = new();

    /// <summary>Gets what asks the run to stop and keep what it has.</summary>
    public CancellationToken Stopping => _stopping.Token;

    public bool IsOver => View().Status.IsOver();

    public void Report(RunProgress value)
    {
        Volatile.Write(ref _progress, value);
        Events.Add("progress", JsonSerializer.Serialize(value, ServiceJsonContext.Default.RunProgress));
    }

    /// <summary>Starts the run unless it was cancelled while it waited.</summary>
    public bool TryStart() => TryMove(RunStatus.Queued, RunStatus.Running, null);

    public void Complete(Verdict verdict) => TryMove(RunStatus.Running, RunStatus.Completed, Now(null, verdict));

    public void Fail(string problem) => TryMove(RunStatus.Running, RunStatus.Failed, Now(problem, null));

    /// <summary>Ends a run that was stopped: on request, or because the service ends.</summary>
    /// <param name="verdict">What was measured until then; null where nothing was.</param>
    public void MarkStopped(Verdict? verdict = null)
    {
        if (_stopping.IsCancellationRequested)
        {
            TryMove(RunStatus.Running, RunStatus.Cancelled, Now(null, verdict));
        }
        else
        {
            TryMove(RunStatus.Running, RunStatus.Interrupted, Now(RunHistory.InterruptedProblem, verdict));
        }
    }

    /// <summary>Ends a run that the service, which ends, has not come to.</summary>
    public void Abandon() => TryMove(RunStatus.Queued, RunStatus.Interrupted, Now(RunHistory.InterruptedProblem, null));

    /// <summary>Asks the run to stop; a run that is over stays as it is.</summary>
    public void Cancel()
    {
        TryMove(RunStatus.Queued, RunStatus.Cancelled, Now(null, null));
        _stopping.Cancel();
    }

    public RunView View()
    {
        lock (_lock)
        {
            JsonElement? verdict = _ending?.Verdict is { } found ? JsonSerializer.SerializeToElement(found, ServiceJsonContext.Default.Verdict) : null;
            return new(id, _status, _createdAt, _plan, Volatile.Read(ref _progress), _ending?.Problem, verdict, RunView.ReportsOf(id, verdict is not null), _ending?.At);
        }
    }

    public void Dispose() => _stopping.Dispose();

    /// <summary>A run that has a verdict has a report, too.</summary>
    private Ending Now(string? problem, Verdict? verdict) => new(problem, verdict, timeProvider.GetUtcNow());

    private bool TryMove(RunStatus from, RunStatus to, Ending? ending)
    {
        lock (_lock)
        {
            if (_status != from)
            {
                return false;
            }

            (_status, _ending) = (to, ending);
        }

        Events.Add(to.WireName(), JsonSerializer.Serialize(View(), ServiceJsonContext.Default.RunView), to.IsOver());
        return true;
    }

    private sealed record Ending(string? Problem, Verdict? Verdict, DateTimeOffset At);
}
