namespace Aspire.Hosting.ApplicationModel;

/// <summary>A folder or volume of a container.</summary>
public sealed class ContainerMountAnnotation(string? source, string target, ContainerMountType type, bool isReadOnly) : IResourceAnnotation
{
    /// <summary>Gets the host folder or the volume's name.</summary>
    public string? Source { get; } = source;

    /// <summary>Gets the path inside the container.</summary>
    public string Target { get; } = target;

    /// <summary>Gets the kind of mount.</summary>
    public ContainerMountType Type { get; } = type;

    /// <summary>Gets a value indicating whether writes are refused.</summary>
    public bool IsReadOnly { get; } = isReadOnly;
}
