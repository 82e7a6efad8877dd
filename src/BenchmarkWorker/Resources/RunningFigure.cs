namespace ModelServing.BenchmarkWorker.Resources;

/// <summary>The mean and the peak of a figure that is looked at once a second, however long.</summary>
internal sealed class RunningFigure
{
    private long _count;
    private double _sum;
    private double _peak = double.NegativeInfinity;

    /// <summary>Gets both; null where nobody has told the figure.</summary>
    public (double Mean, double Peak)? Summary => _count == 0 ? null : (_sum / _count, _peak);

    public void Add(double? value)
    {
        if (value is { } number && double.IsFinite(number))
        {
            _count++;
            _sum += number;
            _peak = Math.Max(_peak, number);
        }
    }
}
