using ModelServing.ModelServer.Serving;

namespace ModelServing.ModelServer.Hosting;

/// <summary>Reads the model configuration file again and again; a bad one is only logged.</summary>
internal sealed class ConfigFileWatcher(ModelReloader reloader, TimeProvider timeProvider, ILogger<ConfigFileWatcher> logger)
{
    public async Task RunAsync(string path, TimeSpan period, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(period, timeProvider);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            var problem = ServerOptionsReader.TryReadConfigFile(path, out var list, out var error)
                ? list is null ? null : (await reloader.ApplyAsync(list, cancellationToken))?.ToString()
                : error;
            if (problem is not null)
            {
                logger.ReloadFailed(path, problem);
            }
        }
    }
}
