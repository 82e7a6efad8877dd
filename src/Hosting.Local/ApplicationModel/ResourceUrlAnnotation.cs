namespace Aspire.Hosting.ApplicationModel;

/// <summary>A URL shown for a resource.</summary>
public sealed class ResourceUrlAnnotation
{
    /// <summary>Gets or sets the URL.</summary>
    public required string Url { get; set; }

    /// <summary>Gets or sets the text shown instead of the URL.</summary>
    public string? DisplayText { get; set; }

    /// <summary>Gets the endpoint the URL belongs to.</summary>
    public EndpointReference? Endpoint { get; init; }

    /// <summary>Gets or sets where the URL is shown.</summary>
    public UrlDisplayLocation DisplayLocation { get; set; }
}
