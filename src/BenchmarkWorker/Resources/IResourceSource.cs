namespace ModelServing.BenchmarkWorker.Resources;

/// <summary>Somewhere the use of CPU, memory or GPU can be read.</summary>
internal interface IResourceSource : IDisposable
{
    /// <summary>Gets what is looked at, in words.</summary>
    string Name { get; }

    /// <summary>Looks once. What goes wrong is in the reading.</summary>
    Task<ResourceReading> ReadAsync(CancellationToken cancellationToken);
}
