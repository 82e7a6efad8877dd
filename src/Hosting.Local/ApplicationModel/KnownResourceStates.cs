namespace Aspire.Hosting.ApplicationModel;

/// <summary>The states a resource goes through.</summary>
public static class KnownResourceStates
{
    /// <summary>Not started.</summary>
    public static readonly string NotStarted = nameof(NotStarted);

    /// <summary>Waiting for another resource.</summary>
    public static readonly string Waiting = nameof(Waiting);

    /// <summary>Starting.</summary>
    public static readonly string Starting = nameof(Starting);

    /// <summary>Running.</summary>
    public static readonly string Running = nameof(Running);

    /// <summary>Could not start.</summary>
    public static readonly string FailedToStart = nameof(FailedToStart);

    /// <summary>Ended by itself.</summary>
    public static readonly string Exited = nameof(Exited);

    /// <summary>Ended.</summary>
    public static readonly string Finished = nameof(Finished);

    /// <summary>Gets the states nothing follows.</summary>
    public static IReadOnlyList<string> TerminalStates { get; } = [Finished, Exited, FailedToStart];
}
