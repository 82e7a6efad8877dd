namespace Aspire.Hosting.ApplicationModel;

/// <summary>The state of a resource and how it is coloured.</summary>
public sealed record ResourceStateSnapshot(string Text, string? Style)
{
    /// <summary>Creates a state without a colour.</summary>
    public static implicit operator ResourceStateSnapshot?(string? s) => s is null ? null : new(s, Style: null);
}
