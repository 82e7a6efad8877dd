using ModelServing.Kubernetes.Client;

namespace ModelServing.ControlPlane.Reconciliation;

/// <summary>Runs every registered reconciler for as long as the control plane runs.</summary>
internal sealed class ReconcilerHost(
    ICluster cluster,
    IEnumerable<IReconciler> reconcilers,
    TimeProvider timeProvider,
    ILogger<ReconcilerHost> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var feeds = new FeedSet(cluster, timeProvider, logger);
        var controllers = reconcilers.Select(reconciler => new Controller(reconciler, timeProvider, logger)).ToList();
        try
        {
            controllers.ForEach(controller => controller.Bind(feeds));
            await Task.WhenAll([feeds.RunAsync(stoppingToken), .. controllers.Select(controller => controller.RunAsync(stoppingToken))]);
        }
        finally
        {
            controllers.ForEach(controller => controller.Dispose());
        }
    }
}
