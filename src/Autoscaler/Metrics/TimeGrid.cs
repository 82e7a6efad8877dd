namespace ModelServing.Autoscaler.Metrics;

/// <summary>Slots on the wall clock in UTC: a restart lands on the same grid.</summary>
internal static class TimeGrid
{
    public static DateTimeOffset Floor(DateTimeOffset time, TimeSpan step) =>
        new(time.UtcTicks - (time.UtcTicks % step.Ticks), TimeSpan.Zero);

    /// <summary>An empty grid from <paramref name="start"/> through <paramref name="end"/>.</summary>
    public static LoadHistory Gaps(DateTimeOffset start, DateTimeOffset end, TimeSpan step)
    {
        var values = new double[((end - start).Ticks / step.Ticks) + 1];
        Array.Fill(values, double.NaN);
        return new LoadHistory(start, step, values);
    }

    /// <summary>Puts a sample into the slot it is nearest to; samples outside the grid and non-finite ones are dropped.</summary>
    public static void Place(this LoadHistory history, DateTimeOffset time, double value)
    {
        var slot = (long)Math.Round((double)(time - history.Start).Ticks / history.Step.Ticks, MidpointRounding.AwayFromZero);
        if (slot >= 0 && slot < history.Values.Length && double.IsFinite(value))
        {
            history.Values[slot] = value;
        }
    }
}
