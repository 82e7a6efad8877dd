using ModelServing.Autoscaler.Decisions;
using ModelServing.Autoscaler.Forecasting;
using ModelServing.Autoscaler.Metrics;

namespace ModelServing.Autoscaler.Workloads;

/// <summary>What a workload looked like after a tick; replaced as a whole.</summary>
internal sealed record WorkloadStatus(DateTimeOffset At, string Message)
{
    public static WorkloadStatus None { get; } = new(DateTimeOffset.UnixEpoch, "nothing observed yet");

    /// <summary>Why the load below is not of now; null when it is.</summary>
    public HistoryProblem? Problem { get; init; }

    /// <summary>The slot the forecast starts from.</summary>
    public DateTimeOffset? Origin { get; init; }

    /// <summary>The latest slots, oldest first, up to the origin; NaN is a gap.</summary>
    public IReadOnlyList<double> History { get; init; } = [];

    public IReadOnlyList<ForecastPoint> Forecast { get; init; } = [];

    public PredictedLoad? Load { get; init; }

    public Decision? Decision { get; init; }

    /// <summary>The experts with the largest shares at the lead horizon.</summary>
    public IReadOnlyList<KeyValuePair<string, double>> Leaders { get; init; } = [];
}
