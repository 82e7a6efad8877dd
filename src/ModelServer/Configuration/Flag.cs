namespace ModelServing.ModelServer.Configuration;

/// <summary>One flag: how it is written, what it does, and how its value is stored; false when the value does not fit.</summary>
internal sealed record Flag(string Name, string Kind, string Description, Func<ServerFlags, string, bool> TrySet)
{
    /// <summary>Gets a value indicating whether the flag is only accepted so that existing command lines keep working.</summary>
    public bool IsIgnored { get; init; }
}
