using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;
using ModelServing.Autoscaler.Metrics;

namespace ModelServing.Autoscaler.Workloads;

/// <summary>All configured workloads.</summary>
internal sealed class WorkloadSet(
    IOptions<AutoscalerOptions> options, PrometheusHistory metrics, WorkloadActuator actuator, TimeProvider timeProvider, ILogger<Workload> logger)
{
    public IReadOnlyList<Workload> All { get; } =
    [
        .. options.Value.Workloads.Select(workload => new Workload(
            workload,
            new LoadObserver(workload, options.Value.PrometheusUrl, metrics, timeProvider),
            actuator,
            timeProvider,
            logger)),
    ];

    public bool TryGet(string name, [NotNullWhen(true)] out Workload? workload)
    {
        workload = All.FirstOrDefault(candidate => candidate.Options.Name == name);
        return workload is not null;
    }
}
