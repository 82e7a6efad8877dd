using ModelServing.BenchmarkWorker.Analysis;
using ModelServing.BenchmarkWorker.Load;

namespace ModelServing.BenchmarkWorker.Search;

/// <summary>Offers one rate until it is clear whether the objective is kept, or the time for it is over.</summary>
/// <param name="objective">What is to be kept.</param>
/// <param name="budget">The most time for one rate. A twentieth of it passes before requests count, a tenth before anything is decided.</param>
/// <param name="time">The clock.</param>
internal sealed class RateRace(LatencyObjective objective, TimeSpan budget, TimeProvider time)
{
    private const int FirstLook = 50;
    private readonly Lock _lock = new();
    private readonly ExceedanceCount _count = new(1 - objective.Percentile);
    private readonly long _limit = (long)(objective.Limit.TotalSeconds * time.TimestampFrequency);
    private BlockCounters? _counters;
    private double _settled;
    private bool _isRace;
    private long _nextLook = FirstLook;
    private RaceState _decided;

    /// <summary>Runs the rate.</summary>
    /// <param name="loop">Sends.</param>
    /// <param name="round">The block's number, for the record.</param>
    /// <param name="rate">Requests a second.</param>
    /// <param name="seed">Where the random gaps start.</param>
    /// <param name="isConfirmation">Whether to use the whole time, and to take the percentile as it is then.</param>
    /// <param name="observe">Sees the counters while they move.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<(BlockResult Block, SaturationStep Step)> RunAsync(
        OpenLoop loop, int round, double rate, int seed, bool isConfirmation, Action<BlockCounters>? observe, CancellationToken cancellationToken)
    {
        _settled = rate * budget.TotalSeconds / 20;
        _isRace = !isConfirmation;
        var schedule = ArrivalSchedule.Create(ArrivalPattern.Poisson, rate, null, budget, seed);
        var block = await loop.RunAsync(round, schedule, counters => Attach(counters, observe), cancellationToken);
        lock (_lock)
        {
            var state = _decided != RaceState.Undecided ? _decided : _count.DecideAtEnd();
            var passed = isConfirmation ? _count.Count > 0 && _count.Share <= 1 - objective.Percentile : state == RaceState.Keeps;
            return (block, new(rate, passed, isConfirmation, block.Succeeded.Percentile(objective.Percentile), block.Issued, Reason(state, passed, isConfirmation) + Lateness(block)));
        }
    }

    private void Attach(BlockCounters counters, Action<BlockCounters>? observe)
    {
        _counters = counters;
        counters.Observer = Observe;
        observe?.Invoke(counters);
    }

    private void Observe(long number, long elapsedTicks, bool isAnswer)
    {
        lock (_lock)
        {
            if (number < _settled)
            {
                return;
            }

            _count.Add(!isAnswer || elapsedTicks > _limit);
            if (!_isRace || _count.Count < _nextLook || _counters is not { IsOver: false } counters || time.GetElapsedTime(counters.Start) < budget / 10)
            {
                return;
            }

            _nextLook = _count.Count + FirstLook + (_count.Count / 50);
            _decided = _count.DecideEarly();
            if (_decided != RaceState.Undecided)
            {
                counters.Stop();
            }
        }
    }

    private string Lateness(BlockResult block) => block.Open?.Lateness.Percentile(0.99) is { } late && late > Math.Max(1, 0.05 * objective.Limit.TotalMilliseconds)
        ? FormattableString.Invariant($"; the generator itself was up to {late:0.##} ms late")
        : "";

    private string Reason(RaceState state, bool passed, bool isConfirmation)
    {
        var share = FormattableString.Invariant($"{100 * _count.Share:0.###} % of {_count.Count} over {objective.Limit.TotalMilliseconds:0.###} ms");
        return isConfirmation ? $"{share}: {(passed ? "confirmed" : "not confirmed")}"
            : state switch
            {
                RaceState.Keeps => $"{share}: kept",
                RaceState.Breaks => $"{share}: not kept",
                _ => $"{share}: undecided in the time there was",
            };
    }
}
