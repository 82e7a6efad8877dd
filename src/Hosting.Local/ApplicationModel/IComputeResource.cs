namespace Aspire.Hosting.ApplicationModel;

/// <summary>A resource that runs somewhere: a process or a container.</summary>
public interface IComputeResource : IResource;
