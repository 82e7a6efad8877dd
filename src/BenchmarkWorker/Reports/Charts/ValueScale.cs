using System.Globalization;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace ModelServing.BenchmarkWorker.Reports.Charts;

/// <summary>How values become places on an axis: as they are, or by their logarithm where they spread over more than an order of magnitude.</summary>
internal sealed class ValueScale
{
    private const double SpreadForLogarithm = 15;
    private readonly double _low;
    private readonly double _high;

    public ValueScale(IEnumerable<double> values, bool canBeLogarithmic = true)
    {
        double[] known = [.. values.Where(value => double.IsFinite(value) && value > 0)];
        (_low, _high) = known.Length == 0 ? (0.1, 1) : (known.Min(), known.Max());
        IsLogarithmic = canBeLogarithmic && _high > SpreadForLogarithm * _low;
    }

    public bool IsLogarithmic { get; }

    /// <summary>Gets the place below every value.</summary>
    public double Bottom => IsLogarithmic ? Place(_low) - 0.1 * (Place(_high) - Place(_low)) : 0;

    /// <summary>Gets a place above every value, with room for labels.</summary>
    public double Top(double room) => IsLogarithmic ? Place(_high) + room * (Place(_high) - Place(_low)) : _high * (1 + room);

    public double Place(double value) => IsLogarithmic ? Math.Log10(Math.Max(value, _low / 10)) : value;

    /// <summary>Marks the axis in the values' own numbers.</summary>
    public void Mark(IAxis axis)
    {
        if (!IsLogarithmic)
        {
            return;
        }

        int[] labelled = _high / _low < 300 ? [1, 2, 5] : [1];
        var ticks = new NumericManual();
        for (var power = (int)Math.Floor(Math.Log10(_low)) - 1; power <= (int)Math.Ceiling(Math.Log10(_high)); power++)
        {
            for (var digit = 1; digit <= 9; digit++)
            {
                var value = digit * Math.Pow(10, power);
                if (labelled.Contains(digit))
                {
                    ticks.AddMajor(Math.Log10(value), value.ToString("0.######", CultureInfo.InvariantCulture));
                }
                else
                {
                    ticks.AddMinor(Math.Log10(value));
                }
            }
        }

        axis.TickGenerator = ticks;
    }
}
