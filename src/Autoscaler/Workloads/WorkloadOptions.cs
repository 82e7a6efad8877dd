using System.ComponentModel.DataAnnotations;
using ModelServing.Autoscaler.Decisions;
using ModelServing.Autoscaler.Forecasting;
using ModelServing.Autoscaler.Metrics;

namespace ModelServing.Autoscaler.Workloads;

/// <summary>One Deployment and the metric its replicas follow.</summary>
internal sealed class WorkloadOptions : IValidatableObject
{
    [Required]
    [RegularExpression("[a-z0-9]([-a-z0-9]*[a-z0-9])?")]
    public string Name { get; set; } = "";

    [Required]
    public string Namespace { get; set; } = "model-serving";

    [Required]
    public string Deployment { get; set; } = "";

    /// <summary>A PromQL expression for the load, aggregated to one series.</summary>
    [Required]
    public string Query { get; set; } = "";

    /// <summary>The distance between two slots; a multiple of a second.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Step { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Slots to forecast.</summary>
    [Range(1, 288)]
    public int Horizon { get; set; } = 12;

    /// <summary>How long the load's pattern takes to repeat.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "7.00:00:00")]
    public TimeSpan Season { get; set; } = TimeSpan.FromDays(1);

    /// <summary>The load one replica can take, in the query's unit.</summary>
    [Range(1e-6, 1e12)]
    public double CapacityPerReplica { get; set; } = 100;

    /// <summary>The share of its capacity a replica should use.</summary>
    [Range(0.01, 1)]
    public double TargetUtilization { get; set; } = 0.7;

    [Range(1, 10_000)]
    public int MinReplicas { get; set; } = 1;

    [Range(1, 10_000)]
    public int MaxReplicas { get; set; } = 10;

    /// <summary>How long a new replica takes to serve, plus the time to notice.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan LeadTime { get; set; } = TimeSpan.FromMinutes(3);

    public ScalingMode Mode { get; set; } = ScalingMode.ForecastOnly;

    /// <summary>The horizons that count for a decision: at least one slot, at most the whole forecast.</summary>
    public int LeadSlots => (int)Math.Clamp(Math.Ceiling(LeadTime / Step), 1, Horizon);

    public int Period => (int)Math.Max(1, Math.Round(Season / Step));

    /// <summary>The slots one range query reads at the start.</summary>
    public int HistorySlots => Math.Min(10 * Math.Max(Period, 24), PrometheusHistory.MaximumPoints - 1);

    public ScalingLimits Limits => new(CapacityPerReplica, TargetUtilization, MinReplicas, MaxReplicas);

    public ForecasterSettings Forecaster => new(Period, [.. Enumerable.Range(1, Horizon)]);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (MinReplicas > MaxReplicas)
        {
            yield return new ValidationResult($"MinReplicas {MinReplicas} is above MaxReplicas {MaxReplicas}", [nameof(MinReplicas)]);
        }

        if (Step.Ticks % TimeSpan.TicksPerSecond != 0)
        {
            yield return new ValidationResult($"Step {Step} is not a whole number of seconds", [nameof(Step)]);
        }

        if (LeadTime > Horizon * Step)
        {
            yield return new ValidationResult($"LeadTime {LeadTime} is beyond the forecast of {Horizon} × {Step}: raise Horizon or Step", [nameof(LeadTime)]);
        }
    }
}
