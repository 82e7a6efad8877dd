using System.Globalization;
using Grpc.Core;
using ModelServing.Autoscaler.Keda.Wire;
using ModelServing.Autoscaler.Workloads;

namespace ModelServing.Autoscaler.Keda;

/// <summary>
/// KEDA's external scaler: the metric <c>predicted_load</c> with the load one replica should carry as its target. The trigger's
/// metadata <c>workload</c> names the workload; without it the ScaledObject's own name does.
/// </summary>
internal sealed class ExternalScalerService(WorkloadSet workloads, TimeProvider timeProvider) : ExternalScaler.ExternalScalerBase
{
    private const string Metric = "predicted_load";

    public override Task<IsActiveResponse> IsActive(ScaledObjectRef request, ServerCallContext context) =>
        Task.FromResult(new IsActiveResponse { Result = IsActive(request) });

    public override async Task StreamIsActive(ScaledObjectRef request, IServerStreamWriter<IsActiveResponse> responseStream, ServerCallContext context)
    {
        using var timer = new PeriodicTimer(Find(request).Options.Step, timeProvider);
        bool? sent = null;
        do
        {
            var active = IsActive(request);
            if (active != sent)
            {
                await responseStream.WriteAsync(new IsActiveResponse { Result = active }, context.CancellationToken);
                sent = active;
            }
        }
        while (await timer.WaitForNextTickAsync(context.CancellationToken));
    }

    public override Task<GetMetricSpecResponse> GetMetricSpec(ScaledObjectRef request, ServerCallContext context)
    {
        var target = Find(request).Options.Limits.TargetLoad;
        return Task.FromResult(new GetMetricSpecResponse
        {
            MetricSpecs = { new MetricSpec { MetricName = Metric, TargetSize = (long)Math.Ceiling(target), TargetSizeFloat = target } },
        });
    }

    public override Task<GetMetricsResponse> GetMetrics(GetMetricsRequest request, ServerCallContext context)
    {
        var load = Load(request.ScaledObjectRef ?? new ScaledObjectRef());
        return Task.FromResult(new GetMetricsResponse
        {
            MetricValues = { new MetricValue { MetricName = Metric, MetricValue_ = (long)Math.Ceiling(load), MetricValueFloat = load } },
        });
    }

    private bool IsActive(ScaledObjectRef request)
    {
        var threshold = request.ScalerMetadata.TryGetValue("activationThreshold", out var text)
            && double.TryParse(text, CultureInfo.InvariantCulture, out var value) ? value : 0;
        return Load(request) > threshold;
    }

    /// <summary>An unknown load is an error, which keeps the replicas; a zero would take them away.</summary>
    private double Load(ScaledObjectRef request)
    {
        var status = Find(request).Status;
        return status is { Problem: null, Load: { } load }
            ? load.Value
            : throw new RpcException(new Status(StatusCode.Unavailable, status.Message));
    }

    private Workload Find(ScaledObjectRef request)
    {
        var name = request.ScalerMetadata.TryGetValue("workload", out var given) ? given : request.Name;
        return workloads.TryGet(name, out var workload)
            ? workload
            : throw new RpcException(new Status(
                StatusCode.NotFound,
                $"workload {name} not found: known are {string.Join(", ", workloads.All.Select(known => known.Options.Name))}; name one in the trigger's metadata as workload"));
    }
}
