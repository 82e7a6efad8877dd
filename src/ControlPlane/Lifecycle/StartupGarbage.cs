namespace ModelServing.ControlPlane.Lifecycle;

/// <summary>Gives back what only the start needed: an idle process allocates too little to ever collect it.</summary>
internal sealed class StartupGarbage(TimeProvider timeProvider) : BackgroundService
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Delay(Settling, timeProvider, stoppingToken);
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }
}
