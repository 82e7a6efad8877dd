namespace ModelServing.BenchmarkWorker.Resources;

/// <summary>
/// The CPU that containers used during a block, by their nodes' counters: for each container, how far its counter went between the first and the last time
/// that its node looked during the block, by how long that was on the node's clock. A kubelet looks every 10 to 15 seconds and tells of its last look, so
/// that what is read while a block lasts may be from before it.
/// </summary>
internal sealed class CounterSpans(DateTimeOffset start)
{
    /// <summary>What a clock may be ahead of another one's that is set by the same time servers.</summary>
    private static readonly TimeSpan ClockError = TimeSpan.FromSeconds(1);

    /// <summary>Times in whole seconds may be wrong by one together, which is a tenth of this.</summary>
    private static readonly TimeSpan ShortestOfSeconds = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, (CpuCounter First, CpuCounter Last)> _spans = [];
    private readonly Dictionary<string, (CpuCounter From, double? Cores)> _rates = [];
    private HashSet<string>? _containers;
    private TimeSpan _age;
    private string? _problem;

    /// <summary>Gets the most cores that were in use between two looks.</summary>
    public double Peak { get; private set; }

    /// <summary>Notes what was read at a time of this machine's clock.</summary>
    public void Add(IReadOnlyList<CpuCounter> counters, DateTimeOffset now)
    {
        _containers ??= [.. counters.Select(counter => counter.Container)];
        if (!_containers.SetEquals(counters.Select(counter => counter.Container)))
        {
            _problem = "its pods changed while requests were sent";
        }

        foreach (var counter in counters)
        {
            Add(counter, now);
        }

        if (_rates.Count == counters.Count && _rates.Values.All(rate => rate.Cores is not null))
        {
            Peak = Math.Max(Peak, _rates.Values.Sum(rate => rate.Cores ?? 0));
        }
    }

    /// <summary>The CPU seconds that the block took, or why they are not known; neither where nothing was read.</summary>
    /// <param name="elapsed">How long requests were sent. Where the looks lie around that, all that was used is the block's.</param>
    public (double? Seconds, string? Problem) Read(TimeSpan elapsed)
    {
        if (_problem is not null || _containers is null)
        {
            return (null, _problem);
        }

        var spans = _containers.Select(container => _spans.GetValueOrDefault(container)).ToArray();
        if (Array.Exists(spans, span => span.First is null || Length(span) <= TimeSpan.Zero || (IsOfSeconds(span) && Length(span) < ShortestOfSeconds)))
        {
            return (null, FormattableString.Invariant($"its nodes count CPU too seldom for blocks as short as these: they must look twice while one lasts, and their last look was {_age.TotalSeconds:0.#} s old"));
        }

        var seconds = spans.Sum(span => (span.Last.Seconds - span.First.Seconds) * Math.Max(1, elapsed / Length(span)));
        return seconds > 0 ? (seconds, null) : (null, ResourceSeries.Unmoved);
    }

    private static TimeSpan Length((CpuCounter First, CpuCounter Last) span) => span.Last.At - span.First.At;

    private static bool IsOfSeconds((CpuCounter First, CpuCounter Last) span) => span.First.At.Ticks % TimeSpan.TicksPerSecond == 0 && span.Last.At.Ticks % TimeSpan.TicksPerSecond == 0;

    private void Add(CpuCounter counter, DateTimeOffset now)
    {
        _age = now - counter.At;
        if (_age < -ClockError)
        {
            _problem = FormattableString.Invariant($"its node's clock is {-_age.TotalSeconds:0} s ahead of this machine's, so that what it counted cannot be told from what it had counted before");
        }

        if (counter.At < start)
        {
            return;
        }

        var first = _spans.TryGetValue(counter.Container, out var span) ? span.First : counter;
        if (counter.Seconds < span.Last?.Seconds)
        {
            _problem = "one of its containers was started anew while requests were sent";
        }

        _spans[counter.Container] = (first, counter);
        var (from, cores) = _rates.GetValueOrDefault(counter.Container, (counter, null));
        _rates[counter.Container] = counter.At - from.At >= ResourceSeries.ShortestForPeak ? (counter, (counter.Seconds - from.Seconds) / (counter.At - from.At).TotalSeconds) : (from, cores);
    }
}
