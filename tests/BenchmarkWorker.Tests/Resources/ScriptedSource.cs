using ModelServing.BenchmarkWorker.Resources;

namespace ModelServing.BenchmarkWorker.Tests.Resources;

/// <summary>A source that says what it was told to, and then its last word for ever.</summary>
internal sealed class ScriptedSource(string name, params ResourceReading[] readings) : IResourceSource
{
    private int _next;

    public string Name => name;

    public Task<ResourceReading> ReadAsync(CancellationToken cancellationToken) => Task.FromResult(readings[Math.Min(_next++, readings.Length - 1)]);

    public void Dispose() => _next = 0;
}
