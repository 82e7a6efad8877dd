using ModelServing.Autoscaler.Forecasting;
using ModelServing.Autoscaler.Metrics;

namespace ModelServing.Autoscaler.Workloads;

/// <summary>Keeps one workload's forecaster up to date: the whole history by one query at first, then only what is new.</summary>
internal sealed class LoadObserver(WorkloadOptions workload, Uri prometheus, PrometheusHistory metrics, TimeProvider timeProvider)
{
    private const int ShownSlots = 288;

    private readonly List<double> _recent = [];
    private LoadForecaster _forecaster = new(workload.Forecaster);

    public LoadForecaster Forecaster => _forecaster;

    /// <summary>The newest slot the forecaster knows.</summary>
    public DateTimeOffset? Origin { get; private set; }

    public IReadOnlyList<double> Recent => [.. _recent];

    /// <summary>The newest value that was measured, or NaN.</summary>
    public double Latest => _recent.FindLast(double.IsFinite) is var value && _recent.Exists(double.IsFinite) ? value : double.NaN;

    /// <summary>Reads what is new; answers what stood in the way. Without an answer the next look asks for a longer range.</summary>
    public async Task<HistoryProblem?> ObserveAsync(CancellationToken cancellationToken)
    {
        var end = TimeGrid.Floor(timeProvider.GetUtcNow(), workload.Step);
        var longest = end - ((workload.HistorySlots - 1) * workload.Step);
        if (Origin < longest)
        {
            // Away for longer than the history lasts: begin anew.
            (_forecaster, Origin) = (new LoadForecaster(workload.Forecaster), null);
            _recent.Clear();
        }

        var start = Origin is { } known ? known + workload.Step : longest;
        if (start > end)
        {
            return null;
        }

        var reading = await metrics.ReadAsync(prometheus, workload.Query, start, end, workload.Step, cancellationToken);
        if (reading.History is { } history)
        {
            Learn(history);
        }

        return reading.Problem;
    }

    private void Learn(LoadHistory history)
    {
        // Trailing gaps may still be filled by a late scrape: they are asked for again.
        var known = Array.FindLastIndex(history.Values, double.IsFinite) + 1;
        if (known == 0)
        {
            return;
        }

        // Before its first sample the workload did not exist: that is no gap.
        var first = Origin is null ? Array.FindIndex(history.Values, double.IsFinite) : 0;
        _forecaster.Learn(history.Values.AsSpan(first..known));
        _recent.AddRange(history.Values.AsSpan(first..known));
        _recent.RemoveRange(0, Math.Max(0, _recent.Count - ShownSlots));
        Origin = history.Start + ((known - 1) * history.Step);
    }
}
