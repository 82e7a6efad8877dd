namespace ModelServing.EndToEnd.Tests;

/// <summary>Waits for something the graph is expected to reach by itself.</summary>
internal static class Eventually
{
    public static async Task<T> ReachesAsync<T>(string what, TimeSpan timeout, Func<CancellationToken, Task<T?>> probe, CancellationToken cancellationToken)
        where T : class
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        var started = TimeProvider.System.GetTimestamp();
        string? last = null;
        while (TimeProvider.System.GetElapsedTime(started) < timeout)
        {
            try
            {
                if (await probe(cancellationToken) is { } reached)
                {
                    return reached;
                }
            }
            catch (Exception e) when (e is HttpRequestException or InvalidOperationException or IOException)
            {
                last = e.Message;
            }

            await timer.WaitForNextTickAsync(cancellationToken);
        }

        throw new TimeoutException($"not reached within {timeout.TotalSeconds} s: {what}{(last is null ? "" : $" (last: {last})")}");
    }
}
