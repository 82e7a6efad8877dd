using ModelServing.Autoscaler.Decisions;

namespace ModelServing.Autoscaler.Workloads;

/// <summary>The last decisions, newest first; a decision that only repeats itself moves its time on.</summary>
internal sealed class DecisionLog
{
    private const int Capacity = 100;

    private volatile IReadOnlyList<LoggedDecision> _entries = [];

    public IReadOnlyList<LoggedDecision> Entries => _entries;

    public void Add(DateTimeOffset at, Decision decision, string outcome)
    {
        var entries = _entries;
        var repeated = entries is [var latest, ..] && latest.Decision == decision && latest.Outcome == outcome;
        _entries = [new LoggedDecision(at, decision, outcome), .. entries.Skip(repeated ? 1 : 0).Take(Capacity - 1)];
    }
}

internal sealed record LoggedDecision(DateTimeOffset At, Decision Decision, string Outcome);
