using Xunit;

namespace ModelServing.ControlPlane.Tests;

/// <summary>Waits for what another task does in its own time.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    public static async Task TrueAsync(Func<Task<bool>> condition, string what)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < Patience, $"did not happen: {what}");
            await Task.Delay(Pause, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
