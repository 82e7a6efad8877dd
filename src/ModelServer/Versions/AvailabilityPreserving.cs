namespace ModelServing.ModelServer.Versions;

/// <summary>Never gives up the last serving version before a wanted one is ready.</summary>
internal static class AvailabilityPreserving
{
    /// <summary>Decides the next step for one model, or none.</summary>
    public static VersionAction? Decide(ReadOnlySpan<VersionView> versions)
    {
        long? newest = null;
        long? oldestUnwanted = null;
        var anyAspired = false;
        var aspiredServes = false;
        var unwantedServing = 0;
        foreach (var version in versions)
        {
            anyAspired |= version.IsAspired;
            aspiredServes |= version is { IsAspired: true, State: VersionState.Available };
            if (version is { IsAspired: false, State: VersionState.Available })
            {
                unwantedServing++;
                oldestUnwanted = Math.Min(oldestUnwanted ?? version.Version, version.Version);
            }
            else if (version is { IsAspired: true, State: VersionState.Start })
            {
                newest = Math.Max(newest ?? version.Version, version.Version);
            }
        }

        if (oldestUnwanted is { } old && (!anyAspired || aspiredServes || unwantedServing > 1))
        {
            return new VersionAction(old, IsLoad: false);
        }

        return newest is { } wanted ? new VersionAction(wanted, IsLoad: true) : null;
    }
}
