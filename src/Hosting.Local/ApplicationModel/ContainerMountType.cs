namespace Aspire.Hosting.ApplicationModel;

/// <summary>The kind of a mount.</summary>
public enum ContainerMountType
{
    /// <summary>A host folder.</summary>
    BindMount,

    /// <summary>A named volume.</summary>
    Volume,
}
