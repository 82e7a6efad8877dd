namespace Aspire.Hosting.ApplicationModel;

/// <summary>A URL of a running resource.</summary>
public sealed record UrlSnapshot(string? Name, string Url, bool IsInternal, string? DisplayName);
