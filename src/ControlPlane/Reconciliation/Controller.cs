using ModelServing.Kubernetes.Client;

namespace ModelServing.ControlPlane.Reconciliation;

/// <summary>Runs one reconciler: takes keys from its queue, retries what fails.</summary>
internal sealed class Controller(IReconciler reconciler, TimeProvider timeProvider, ILogger logger) : IDisposable
{
    private const int Workers = 2;

    private readonly WorkQueue _queue = new(timeProvider);
    private readonly string _name = reconciler.GetType().Name;

    public void Bind(FeedSet feeds)
    {
        foreach (var trigger in reconciler.Triggers)
        {
            trigger.Bind(feeds, _queue.Add);
        }
    }

    public Task RunAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => WorkAsync(cancellationToken)));

    public void Dispose() => _queue.Dispose();

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var key = await _queue.TakeAsync(cancellationToken);
            try
            {
                await ReconcileAsync(key, cancellationToken);
            }
            finally
            {
                _queue.Done(key);
            }
        }
    }

    private async Task ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        using var activity = ReconciliationTelemetry.Source.StartActivity(_name);
        activity?.SetTag("k8s.object", key.ToString());
        try
        {
            var again = await reconciler.ReconcileAsync(key, cancellationToken);
            _queue.Succeeded(key);
            if (again is { } delay)
            {
                _queue.AddAfter(key, delay);
            }
        }
        catch (ClusterException exception) when (exception.IsConflict || exception.AlreadyExists)
        {
            // Somebody else wrote in between: read again.
            _queue.Retry(key);
        }
        catch (ClusterException refusal)
        {
            var delay = _queue.Retry(key);
            logger.ReconcileRefused(_name, key, refusal.Message, delay);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            var delay = _queue.Retry(key);
            logger.ReconcileFailed(_name, key, delay, exception);
        }
    }
}
