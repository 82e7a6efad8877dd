namespace Aspire.Hosting.ApplicationModel;

/// <summary>A property shown in the details of a resource.</summary>
public sealed record ResourcePropertySnapshot(string Name, object? Value);
