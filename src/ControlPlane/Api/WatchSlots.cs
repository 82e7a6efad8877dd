using System.Globalization;

namespace ModelServing.ControlPlane.Api;

/// <summary>How many watches there may be at once; each holds a connection, or a part of one, and its unread changes.</summary>
internal sealed class WatchSlots(IConfiguration configuration)
{
    private const int Default = 2_000;

    private readonly int _limit =
        int.TryParse(configuration["ModelServing:MaxWatches"], NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : Default;

    private int _taken;

    public bool TryTake()
    {
        if (Interlocked.Increment(ref _taken) <= _limit)
        {
            return true;
        }

        Interlocked.Decrement(ref _taken);
        return false;
    }

    public void Release() => Interlocked.Decrement(ref _taken);
}
