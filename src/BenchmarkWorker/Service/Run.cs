using System.Text.Json;
using ModelServing.BenchmarkWorker.Analysis;
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

    public void Complete(Verdict verdict) => TryMove(RunStatus.Running, RunStatus.Completed, new(null, verdict, true, timeProvider.GetUtcNow()));

    public void Fail(string problem) => TryMove(RunStatus.Running, RunStatus.Failed, new(problem, null, false, timeProvider.GetUtcNow()));

    /// <param name="verdict">What was measured until then; null where nothing was.</param>
    public void MarkCancelled(Verdict? verdict = null) => TryMove(RunStatus.Running, RunStatus.Cancelled, new(null, verdict, verdict is not null, timeProvider.GetUtcNow()));

    /// <summary>Asks the run to stop; a run that is over stays as it is.</summary>
    public void Cancel()
    {
        TryMove(RunStatus.Queued, RunStatus.Cancelled, new(null, null, false, timeProvider.GetUtcNow()));
        _stopping.Cancel();
    }

    public RunView View()
    {
        lock (_lock)
        {
            JsonElement? verdict = _ending?.Verdict is { } found ? JsonSerializer.SerializeToElement(found, ServiceJsonContext.Default.Verdict) : null;
            return new(id, _status, _createdAt, _plan, Volatile.Read(ref _progress), _ending?.Problem, verdict, RunView.ReportsOf(id, _ending?.HasReport ?? false), _ending?.At);
        }
    }

    public void Dispose() => _stopping.Dispose();

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

    private sealed record Ending(string? Problem, Verdict? Verdict, bool HasReport, DateTimeOffset At);
}
