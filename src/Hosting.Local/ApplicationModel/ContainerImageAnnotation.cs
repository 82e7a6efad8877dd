namespace Aspire.Hosting.ApplicationModel;

/// <summary>The image of a container.</summary>
public sealed class ContainerImageAnnotation : IResourceAnnotation
{
    /// <summary>Gets or sets the registry.</summary>
    public string? Registry { get; set; }

    /// <summary>Gets or sets the image.</summary>
    public required string Image { get; set; }

    /// <summary>Gets or sets the tag.</summary>
    public string? Tag { get; set; }

    internal string FullName => (Registry is null ? "" : Registry + "/") + Image + ":" + (Tag ?? "latest");
}
