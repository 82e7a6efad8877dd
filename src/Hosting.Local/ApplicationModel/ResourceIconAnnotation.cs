namespace Aspire.Hosting.ApplicationModel;

/// <summary>The icon of a resource, by its Fluent UI name.</summary>
public sealed class ResourceIconAnnotation(string iconName, IconVariant iconVariant = IconVariant.Filled) : IResourceAnnotation
{
    /// <summary>Gets the icon's name.</summary>
    public string IconName { get; } = iconName;

    /// <summary>Gets the variant.</summary>
    public IconVariant IconVariant { get; } = iconVariant;
}
