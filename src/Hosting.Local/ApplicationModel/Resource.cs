namespace Aspire.Hosting.ApplicationModel;

/// <summary>The base of all resources.</summary>
/// <param name="name">The name, unique within the application.</param>
public abstract class Resource(string name) : IResource
{
    /// <inheritdoc/>
    public virtual string Name { get; } = ResourceNames.Checked(name);

    /// <inheritdoc/>
    public virtual ResourceAnnotationCollection Annotations { get; } = [];
}
