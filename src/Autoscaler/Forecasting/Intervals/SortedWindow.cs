namespace ModelServing.Autoscaler.Forecasting.Intervals;

/// <summary>The last residuals, kept sorted, for split-conformal quantiles.</summary>
internal sealed class SortedWindow(int capacity)
{
    private readonly List<double> _sorted = new(capacity);
    private readonly Queue<double> _arrivals = new(capacity);

    public int Count => _sorted.Count;

    public void Add(double value)
    {
        if (_arrivals.Count == capacity)
        {
            _sorted.RemoveAt(_sorted.BinarySearch(_arrivals.Dequeue()));
        }

        _arrivals.Enqueue(value);
        var place = _sorted.BinarySearch(value);
        _sorted.Insert(place < 0 ? ~place : place, value);
    }

    /// <summary>The k-th smallest, <c>k = ⌈(n+1)p⌉</c> within 1…n.</summary>
    public double Quantile(double p) => _sorted[Math.Clamp((int)Math.Ceiling((Count + 1) * p), 1, Count) - 1];
}
