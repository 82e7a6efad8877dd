using System.Runtime.InteropServices;

namespace ModelServing.Autoscaler.Forecasting;

/// <summary>
/// A load series on its time grid. A gap keeps its slot: it is remembered as NaN and filled, from the past only, for the experts
/// that want a value there.
/// </summary>
internal sealed class SeriesHistory(int period, int capacity)
{
    private const int LongestHold = 3;
    private const int ProfileDays = 4;

    private readonly List<double> _filled = [];
    private int _gap;

    /// <summary>How many slots have passed since the first value, forgotten ones included.</summary>
    public int Slots { get; private set; }

    /// <summary>How many slots carried a value.</summary>
    public int Observations { get; private set; }

    public int Period => period;

    public int Count => _filled.Count;

    public double Maximum { get; private set; }

    /// <summary>The most recent slots, oldest first, without gaps.</summary>
    public ReadOnlySpan<double> Filled => CollectionsMarshal.AsSpan(_filled);

    /// <summary>The value <paramref name="back"/> slots ago, or NaN when the history is shorter.</summary>
    public double Back(int back) => back >= 0 && back < _filled.Count ? _filled[^(back + 1)] : double.NaN;

    public void Add(double value)
    {
        var known = double.IsFinite(value);
        if (!known && _filled.Count == 0)
        {
            return;
        }

        _gap = known ? 0 : _gap + 1;
        var filled = known ? value : Fill();
        Observations += known ? 1 : 0;
        Slots++;
        Maximum = Math.Max(Maximum, filled);
        _filled.Add(filled);
        if (_filled.Count >= 2 * capacity)
        {
            _filled.RemoveRange(0, _filled.Count - capacity);
        }
    }

    /// <summary>The mean of the same slot of the day, <paramref name="ahead"/> slots after the latest, over the last days.</summary>
    public double Profile(int ahead)
    {
        var (sum, days) = (0.0, 0);
        var first = Math.Max(1, (ahead + period - 1) / period);
        for (var day = first; day < first + ProfileDays; day++)
        {
            var value = Back((day * period) - ahead);
            if (!double.IsNaN(value))
            {
                sum += value;
                days++;
            }
        }

        return days > 0 ? sum / days : double.NaN;
    }

    /// <summary>A short gap holds the last value; a long one follows the day's profile where there is one.</summary>
    private double Fill()
    {
        var profile = _gap > LongestHold ? Profile(1) : double.NaN;
        return double.IsNaN(profile) ? _filled[^1] : profile;
    }
}
