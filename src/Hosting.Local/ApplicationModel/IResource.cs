namespace Aspire.Hosting.ApplicationModel;

/// <summary>A named part of the application.</summary>
public interface IResource
{
    /// <summary>Gets the name, unique within the application.</summary>
    string Name { get; }

    /// <summary>Gets what is known about the resource.</summary>
    ResourceAnnotationCollection Annotations { get; }
}
