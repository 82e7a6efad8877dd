using System.Runtime.CompilerServices;
using Aspire.Hosting.Dashboard;

namespace Aspire.Hosting.Backchannel;

/// <summary>The calls the Aspire command line makes.</summary>
internal sealed class CliBackchannelTarget(IServiceProvider services, Action requestStop)
{
    private readonly string[] _capabilities = ["baseline.v2"];
    private readonly TimeProvider _time = services.GetRequiredService<TimeProvider>();
    private readonly ILogger _logger = services.GetRequiredService<ILogger<CliBackchannelTarget>>();

    public Task<string[]> GetCapabilitiesAsync(CancellationToken cancellationToken) => Task.FromResult(_capabilities);

    public async Task<JsonObject> GetDashboardUrlsAsync(CancellationToken cancellationToken) => new()
    {
        ["DashboardHealthy"] = true,
        ["BaseUrlWithLoginToken"] = await services.GetRequiredService<DashboardHost>().LoginUrlAsync(cancellationToken),
        ["CodespacesUrlWithLoginToken"] = null,
    };

    public Task NotifyAppHostReadyAsync(CancellationToken cancellationToken)
    {
        HostingLog.CommandLineAttached(_logger);
        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<JsonObject> GetAppHostLogEntriesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // The console says it already: the stream stays open and empty.
        await Task.Delay(Timeout.InfiniteTimeSpan, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        yield break;
    }

    public IAsyncEnumerable<JsonObject> GetPublishingActivitiesAsync(CancellationToken cancellationToken)
        => services.GetRequiredService<PublishingActivities>().Changes.ReadAllAsync(cancellationToken);

    public Task RequestStopAsync(CancellationToken cancellationToken)
    {
        requestStop();
        return Task.CompletedTask;
    }
}
