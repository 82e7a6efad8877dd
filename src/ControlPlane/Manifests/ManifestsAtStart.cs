namespace ModelServing.ControlPlane.Manifests;

/// <summary>Applies the manifests once, when everything that admits objects is in place.</summary>
internal sealed class ManifestsAtStart(ManifestApplier applier) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        applier.ApplyAll(force: false);
    }
}
