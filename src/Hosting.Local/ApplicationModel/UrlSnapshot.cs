namespace Aspire.Hosting.ApplicationModel;

/// <summary>A URL of a running resource.</summary>
public sealed record UrlSnapshot(string? Name, string Url, bool IsInternal)
{
    /// <summary>Gets a value indicating whether the URL does not answer yet.</summary>
    public bool IsInactive { get; init; }

    /// <summary>Gets the text shown instead of the URL.</summary>
    public string? DisplayName { get; init; }
}
