using System.Collections.Concurrent;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Keeps the console log of each resource.</summary>
public class ResourceLoggerService
{
    private readonly ConcurrentDictionary<string, ResourceLog> _logs = [];

    /// <summary>Gets a logger that writes to the console log of a resource.</summary>
    public ILogger GetLogger(IResource resource) => LogOf(resource.Name);

    internal ResourceLog LogOf(string resourceName) => _logs.GetOrAdd(resourceName, static _ => new ResourceLog());
}
