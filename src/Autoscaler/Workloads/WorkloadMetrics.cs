using System.Diagnostics.Metrics;
using ModelServing.Autoscaler.Decisions;

namespace ModelServing.Autoscaler.Workloads;

/// <summary>The forecast as gauges, so that a Prometheus trigger can scale on it without speaking gRPC.</summary>
internal sealed class WorkloadMetrics
{
    private const string MeterName = "ModelServing.Autoscaler";

    private readonly WorkloadSet _workloads;

    public WorkloadMetrics(IMeterFactory meters, WorkloadSet workloads)
    {
        _workloads = workloads;
        var meter = meters.Create(MeterName);
        meter.CreateObservableGauge("predicted_load", () => Measure(workload => Fresh(workload)?.Value), null, "Load to provide for");
        meter.CreateObservableGauge("predicted_load_upper", () => Measure(workload => Fresh(workload)?.Upper), null, "Upper bound of the load to provide for");
        meter.CreateObservableGauge("forecast_abs_error", () => Measure(workload => workload.Quality.LastError), null, "Error of the latest scored forecast");
        meter.CreateObservableGauge("interval_coverage", () => Measure(workload => workload.Quality.Coverage), null, "Share of outcomes inside the interval");
    }

    /// <summary>No sample rather than an old one: KEDA and alerts can tell an absent series, not a stale value.</summary>
    private static PredictedLoad? Fresh(Workload workload) => workload.Status is { Problem: null } status ? status.Load : null;

    private IEnumerable<Measurement<double>> Measure(Func<Workload, double?> select)
    {
        foreach (var workload in _workloads.All)
        {
            if (select(workload) is { } value)
            {
                yield return new Measurement<double>(value, new("model", workload.Options.Deployment), new("workload", workload.Options.Name));
            }
        }
    }
}
