using ModelServing.Autoscaler.Decisions;
using ModelServing.Autoscaler.Metrics;

namespace ModelServing.Autoscaler.Workloads;

/// <summary>One workload's loop body: observe, forecast, decide, act.</summary>
internal sealed class Workload(WorkloadOptions options, LoadObserver observer, WorkloadActuator actuator, TimeProvider timeProvider, ILogger<Workload> logger)
{
    private const int Leaders = 3;

    private volatile WorkloadStatus _status = WorkloadStatus.None;
    private int _mode = (int)options.Mode;

    public WorkloadOptions Options => options;

    public WorkloadStatus Status => _status;

    public DecisionLog Log { get; } = new();

    public ScalingMode Mode
    {
        get => (ScalingMode)Volatile.Read(ref _mode);
        set => Volatile.Write(ref _mode, (int)value);
    }

    /// <summary>The quality of the forecasts a decision rests on.</summary>
    public Forecasting.ForecastQuality Quality => observer.Forecaster.Horizons[options.LeadSlots - 1].Quality;

    public async Task TickAsync(CancellationToken cancellationToken)
    {
        var problem = await observer.ObserveAsync(cancellationToken);
        var (replicas, cluster) = await actuator.ReplicasAsync(options, cancellationToken);
        var status = Describe(problem, cluster);
        var decision = Decide(status.Load, problem, replicas);
        _status = status with { Decision = decision };
        var outcome = await ActAsync(decision, cancellationToken);
        Log.Add(status.At, decision, outcome);
        logger.Decided(options.Name, decision.Summary, decision.Reason, outcome);
    }

    private WorkloadStatus Describe(HistoryProblem? problem, string? cluster)
    {
        var forecast = observer.Forecaster.Forecast;
        var latest = observer.Latest;
        return new WorkloadStatus(timeProvider.GetUtcNow(), Message(problem, forecast.Count, cluster))
        {
            Problem = problem,
            Origin = observer.Origin,
            History = observer.Recent,
            Forecast = forecast,
            Load = double.IsNaN(latest) ? null : PredictedLoad.From(latest, forecast, options.LeadSlots),
            Leaders = FindLeaders(),
        };
    }

    private string Message(HistoryProblem? problem, int points, string? cluster)
    {
        var history = (problem, points) switch
        {
            ({ } found, _) => $"{found.Kind}: {found.Message}",
            (_, 0) => $"insufficient history: {observer.Forecaster.Observations} of {options.Forecaster.FewestObservations} slots have a value; the load is taken as it is",
            _ => "ok",
        };
        return cluster is null ? history : $"{history}; {cluster}";
    }

    private Decision Decide(PredictedLoad? load, HistoryProblem? problem, int? replicas)
    {
        // An outage of the metrics is no reason to scale in either direction.
        if (load is null || problem is not null)
        {
            return Decision.Hold(replicas, $"no load to decide on: {problem?.Message ?? "nothing measured yet"}");
        }

        return GuideRule.Decide(load, replicas, options.Limits);
    }

    private async Task<string> ActAsync(Decision decision, CancellationToken cancellationToken)
    {
        if (decision is { Direction: ScalingDirection.Hold } or { Desired: null })
        {
            return "nothing to do";
        }

        if (Mode == ScalingMode.ForecastOnly)
        {
            return "not applied: the mode is ForecastOnly";
        }

        if (TrustGuard.Distrust(Quality, options.Period) is { } reason)
        {
            Mode = ScalingMode.ForecastOnly;
            return $"not applied: the forecast lost its trust ({reason}); the mode is ForecastOnly now";
        }

        return (await actuator.ScaleAsync(options, decision.Desired.Value, decision.Reason, cancellationToken)).Message;
    }

    private KeyValuePair<string, double>[] FindLeaders() =>
    [
        .. observer.Forecaster.Experts
            .Zip(observer.Forecaster.Horizons[options.LeadSlots - 1].Shares, KeyValuePair.Create)
            .OrderByDescending(expert => expert.Value)
            .Take(Leaders),
    ];
}
