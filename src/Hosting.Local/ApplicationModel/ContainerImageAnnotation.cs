namespace Aspire.Hosting.ApplicationModel;

/// <summary>The image of a container.</summary>
public sealed class ContainerImageAnnotation : IResourceAnnotation
{
    /// <summary>Gets or sets the image.</summary>
    public required string Image { get; set; }

    /// <summary>Gets or sets the tag.</summary>
    public string? Tag { get; set; }

    internal string FullName => $"{Image}:{Tag ?? "latest"}";
}
