namespace Aspire.Hosting.ApplicationModel;

/// <summary>Adds arguments for the container engine.</summary>
public sealed record ContainerRuntimeArgsCallbackAnnotation(IReadOnlyList<string> Args) : IResourceAnnotation;
