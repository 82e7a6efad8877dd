namespace Aspire.Hosting.ApplicationModel;

/// <summary>A resource that has endpoints.</summary>
public interface IResourceWithEndpoints : IResource;
