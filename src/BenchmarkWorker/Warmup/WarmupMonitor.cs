using ModelServing.BenchmarkWorker.Load;

namespace ModelServing.BenchmarkWorker.Warmup;

/// <summary>Watches a load and ends it once latency has settled, or when that takes too long.</summary>
/// <param name="least">The requests to send in any case.</param>
/// <param name="longest">How long to wait for latency to settle; zero to send the least and no more.</param>
/// <param name="time">The clock.</param>
internal sealed class WarmupMonitor(int least, TimeSpan longest, TimeProvider time)
{
    /// <summary>The most requests whose latencies are looked at.</summary>
    public const int Most = 20_000;

    private const int Step = 50;
    private readonly Lock _lock = new();
    private readonly List<double> _latencies = [];
    private BlockCounters? _counters;
    private int _completed;
    private int _next = least;

    /// <summary>Gets how long to go on although latency has settled: compilers at work make a calm first moment.</summary>
    public TimeSpan Shortest { get; init; }

    public Settling Settling { get; private set; }

    /// <summary>Gets what ended the warm-up.</summary>
    public string Note { get; private set; } = "latency had not settled";

    public void Attach(BlockCounters counters)
    {
        _counters = counters;
        counters.Observer = Observe;
    }

    private void Observe(long number, long elapsedTicks, bool isAnswer)
    {
        lock (_lock)
        {
            _completed++;
            if (isAnswer)
            {
                _latencies.Add(elapsedTicks);
            }

            if (_completed < _next || _counters is not { IsOver: false } counters)
            {
                return;
            }

            // Later looks are further apart, so that looking stays cheap.
            _next = _completed + Math.Max(Step, _completed / 5);
            Settling = Settling.Of(_latencies);
            var elapsed = time.GetElapsedTime(counters.Start);
            var note = longest == TimeSpan.Zero ? "only the requests asked for were sent"
                : Settling.IsSettled && (elapsed >= Shortest || elapsed >= longest || _completed >= Most) ? "latency had settled"
                : elapsed >= longest ? FormattableString.Invariant($"latency had not settled in {elapsed.TotalSeconds:0.#} s")
                : _completed >= Most ? $"latency had not settled in {_completed} requests"
                : null;
            if (note is not null)
            {
                Note = note;
                counters.Stop();
            }
        }
    }
}
