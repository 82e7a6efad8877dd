namespace ModelServing.BenchmarkWorker.Tests.Search;

/// <summary>The M/M/c queue in closed form: the truth that a search is measured by.</summary>
internal static class MultiServerQueue
{
    /// <summary>The share of requests that take longer than a time.</summary>
    /// <param name="rate">Arrivals a second.</param>
    /// <param name="servers">How many there are.</param>
    /// <param name="service">What each can serve in a second.</param>
    /// <param name="seconds">The time.</param>
    public static double Exceedance(double rate, int servers, double service, double seconds)
    {
        var spare = (servers * service) - rate;
        if (spare <= 0)
        {
            return 1;
        }

        var waits = ErlangC(rate / service, servers);
        var own = Math.Exp(-service * seconds);
        return Math.Abs(spare - service) < 1e-9
            ? own * (1 + (waits * service * seconds))
            : (own * (1 - waits)) + (waits * ((spare * own) - (service * Math.Exp(-spare * seconds))) / (spare - service));
    }

    /// <summary>The highest rate of which no more than a share takes longer than a time.</summary>
    public static double Knee(int servers, double service, double seconds, double share)
    {
        var (low, high) = (0.0, servers * service);
        for (var i = 0; i < 60; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = Exceedance(middle, servers, service, seconds) <= share ? (middle, high) : (low, middle);
        }

        return low;
    }

    private static double ErlangC(double load, int servers)
    {
        var blocked = 1.0;
        for (var i = 1; i <= servers; i++)
        {
            blocked = load * blocked / (i + (load * blocked));
        }

        return blocked / (1 - (load / servers * (1 - blocked)));
    }
}
