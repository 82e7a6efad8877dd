using ModelServing.Statistics.Sequential;

namespace ModelServing.BenchmarkWorker.Search;

/// <summary>
/// Counts requests over a limit and compares their share with the one allowed, at any time. Slow requests come in bursts, because they wait in the
/// same queue; counts are therefore thinned to as many independent requests as would scatter as much, judged by the means of 20 to 40 batches.
/// </summary>
internal sealed class ExceedanceCount(double allowed)
{
    private const int FirstBatch = 25;
    private const int FewestBatches = 20;

    private readonly List<int> _batches = [];
    private int _batchSize = FirstBatch;
    private int _inBatch;
    private int _overInBatch;

    public long Count { get; private set; }

    public long Over { get; private set; }

    public double Share => Count == 0 ? 0 : Over / (double)Count;

    public void Add(bool isOver)
    {
        Count++;
        Over += isOver ? 1 : 0;
        _overInBatch += isOver ? 1 : 0;
        if (++_inBatch < _batchSize)
        {
            return;
        }

        _batches.Add(_overInBatch);
        (_inBatch, _overInBatch) = (0, 0);
        if (_batches.Count == 2 * FewestBatches)
        {
            for (var i = 0; i < FewestBatches; i++)
            {
                _batches[i] = _batches[2 * i] + _batches[(2 * i) + 1];
            }

            _batches.RemoveRange(FewestBatches, FewestBatches);
            _batchSize *= 2;
        }
    }

    /// <summary>How many requests tell as much as one that is independent of the others.</summary>
    public double DesignEffect()
    {
        if (_batches.Count < FewestBatches || Over == 0 || Over == Count)
        {
            return 1;
        }

        var mean = _batches.Average();
        var variance = _batches.Sum(value => (value - mean) * (value - mean)) / (_batches.Count - 1);
        return Math.Max(1, variance / (_batchSize * Share * (1 - Share)));
    }

    /// <summary>Decides early: on as many requests as are independent.</summary>
    public RaceState DecideEarly() => Decide(DesignEffect());

    /// <summary>Decides when no more requests come: on all of them, because what is undecided counts as broken, and what is kept is still to be confirmed.</summary>
    public RaceState DecideAtEnd() => Decide(1);

    private RaceState Decide(double effect)
    {
        var interval = ProportionSequence.Interval(Over / effect, Count / effect);
        return interval is not { } range ? RaceState.Undecided
            : range.High < allowed ? RaceState.Keeps
            : range.Low > allowed ? RaceState.Breaks
            : RaceState.Undecided;
    }
}
