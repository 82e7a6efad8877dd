namespace Aspire.Hosting;

/// <summary>Builds an application from resources.</summary>
public interface IDistributedApplicationBuilder
{
    /// <summary>Gets the configuration of the AppHost.</summary>
    ConfigurationManager Configuration { get; }

    /// <summary>Gets the folder of the AppHost project.</summary>
    string AppHostDirectory { get; }

    /// <summary>Gets the services of the AppHost.</summary>
    IServiceCollection Services { get; }

    /// <summary>Gets what the application was started for.</summary>
    DistributedApplicationExecutionContext ExecutionContext { get; }

    /// <summary>Gets the resources added so far.</summary>
    IResourceCollection Resources { get; }

    /// <summary>Gets the steps of publishing.</summary>
    IDistributedApplicationPipeline Pipeline { get; }

    /// <summary>Adds a resource.</summary>
    IResourceBuilder<T> AddResource<T>(T resource)
        where T : IResource;

    /// <summary>Configures a resource without adding it.</summary>
    IResourceBuilder<T> CreateResourceBuilder<T>(T resource)
        where T : IResource;

    /// <summary>Finishes the application.</summary>
    DistributedApplication Build();
}
