namespace Aspire.Hosting;

/// <summary>Configures resources that are neither process nor container.</summary>
public static class CustomResourceExtensions
{
    /// <summary>Says what is shown of a resource.</summary>
    public static IResourceBuilder<TResource> WithInitialState<TResource>(this IResourceBuilder<TResource> builder, CustomResourceSnapshot initialSnapshot)
        where TResource : IResource
        => builder.WithAnnotation(new ResourceSnapshotAnnotation(initialSnapshot), ResourceAnnotationMutationBehavior.Replace);
}
