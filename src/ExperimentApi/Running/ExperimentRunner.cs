using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Options;
using ModelServing.ExperimentApi.Definitions;
using ModelServing.ExperimentApi.Metrics;
using ModelServing.ExperimentApi.Platforms;
using ModelServing.ExperimentApi.States;
using ModelServing.ExperimentApi.Storage;
using ModelServing.Kubernetes.Client;

namespace ModelServing.ExperimentApi.Running;

/// <summary>One round of one experiment: observe, decide, write down, act. Every part may be repeated, so a crash anywhere is harmless.</summary>
internal sealed class ExperimentRunner(
    ExperimentStore store, ClusterSource source, GatewayCounters counters, IOptions<ExperimentsOptions> options, TimeProvider timeProvider, ILogger<ExperimentRunner> logger)
{
    private readonly ConcurrentDictionary<string, long> _windows = [];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var snapshot in await store.ListAsync(cancellationToken))
        {
            if (snapshot.IsLive && snapshot.State != ExperimentState.Draft)
            {
                await RunAsync(snapshot, cancellationToken);
            }
        }
    }

    private async Task RunAsync(ExperimentSnapshot snapshot, CancellationToken cancellationToken)
    {
        var name = snapshot.Definition.Name;
        try
        {
            var cluster = await source.ConnectAsync(cancellationToken);
            IServingPlatform platform = snapshot.Definition.Platform == ServingPlatform.KServe ? new KServePlatform(cluster) : new SeldonPlatform(cluster);
            var target = await platform.ObserveAsync(snapshot, cancellationToken);
            var window = await ReadWindowAsync(snapshot, cancellationToken);
            var decided = await store.UpdateAsync(
                name,
                current => Decider.Decide(window is null ? current : CounterFolding.Fold(current, window), target, timeProvider.GetUtcNow()),
                cancellationToken);
            if (decided is null)
            {
                return;
            }

            if (decided.State != snapshot.State)
            {
                ExperimentLog.Moved(logger, name, snapshot.State.ToString(), decided.State.ToString(), decided.Reason);
            }

            await platform.ActAsync(decided, target, cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException or ClusterException or IOException or JsonException)
        {
            ExperimentLog.RoundFailed(logger, name, exception.Message);
        }
    }

    private async Task<IReadOnlyDictionary<string, double>?> ReadWindowAsync(ExperimentSnapshot snapshot, CancellationToken cancellationToken)
    {
        var name = snapshot.Definition.Name;
        if (snapshot.Definition.Metric.Source != MetricSource.Prometheus || !snapshot.Collects)
        {
            return null;
        }

        if (snapshot.LastCounters is not null && _windows.TryGetValue(name, out var last) && timeProvider.GetElapsedTime(last) < options.Value.Window)
        {
            return null;
        }

        try
        {
            var read = await counters.ReadAsync(snapshot.ControlBackend ?? "", snapshot.TreatmentBackend ?? "", snapshot.Definition.Namespace, cancellationToken);
            _windows[name] = timeProvider.GetTimestamp();
            return read;
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException)
        {
            ExperimentLog.CountersFailed(logger, name, exception.Message);
            return null;
        }
    }
}
