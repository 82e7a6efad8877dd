namespace ModelServing.BenchmarkWorker.Resources;

/// <summary>This process, as the operating system accounts for it.</summary>
internal sealed class GeneratorSource : IResourceSource
{
    public string Name => "generator";

    public Task<ResourceReading> ReadAsync(CancellationToken cancellationToken) =>
        Task.FromResult(new ResourceReading { CpuSeconds = Environment.CpuUsage.TotalTime.TotalSeconds, MemoryBytes = Environment.WorkingSet });

    public void Dispose()
    {
    }
}
