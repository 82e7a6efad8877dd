using ModelServing.BenchmarkWorker.Analysis;
using ModelServing.BenchmarkWorker.Reports;
using ModelServing.BenchmarkWorker.Runs;

namespace ModelServing.BenchmarkWorker.Service;

/// <summary>A queued, running or finished run.</summary>
internal sealed class Run(string id, DateTimeOffset createdAt, BenchmarkPlan plan) : IProgress<RunProgress>, IDisposable
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _cancellation = new();
    private RunStatus _status;
    private RunProgress? _progress;
    private string? _problem;
    private Verdict? _verdict;

    public string Id => id;

    public BenchmarkPlan Plan => plan;

    public CancellationToken Cancellation => _cancellation.Token;

    public void Report(RunProgress value) => Volatile.Write(ref _progress, value);

    /// <summary>Starts the run unless it was cancelled while it waited.</summary>
    public bool TryStart() => TryMove(RunStatus.Queued, RunStatus.Running, null, null);

    public void Complete(Verdict verdict) => TryMove(RunStatus.Running, RunStatus.Completed, null, verdict);

    public void Fail(string problem) => TryMove(RunStatus.Running, RunStatus.Failed, problem, null);

    public void MarkCancelled() => TryMove(RunStatus.Running, RunStatus.Cancelled, null, null);

    /// <summary>Asks the run to stop; a run that is over stays as it is.</summary>
    public void Cancel()
    {
        TryMove(RunStatus.Queued, RunStatus.Cancelled, null, null);
        _cancellation.Cancel();
    }

    public RunView View()
    {
        lock (_lock)
        {
            var reports = _status == RunStatus.Completed ? ReportFiles.Names.ToDictionary(name => name, name => $"/reports/{id}/{name}") : [];
            return new(id, _status, createdAt, plan, Volatile.Read(ref _progress), _problem, _verdict, reports);
        }
    }

    public void Dispose() => _cancellation.Dispose();

    private bool TryMove(RunStatus from, RunStatus to, string? problem, Verdict? verdict)
    {
        lock (_lock)
        {
            if (_status != from)
            {
                return false;
            }

            (_status, _problem, _verdict) = (to, problem, verdict);
            return true;
        }
    }
}
