namespace ModelServing.Kubernetes.Client;

/// <summary>Times as Kubernetes writes them.</summary>
public static class WireTime
{
    /// <summary>Drops what is less than a second: most of Kubernetes' times have no more.</summary>
    /// <param name="time">A time in UTC.</param>
    public static DateTime ToSeconds(DateTime time) => new(time.Ticks - (time.Ticks % TimeSpan.TicksPerSecond), time.Kind);
}
