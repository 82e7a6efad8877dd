using System.ComponentModel;
using System.Diagnostics;

namespace ModelServing.BenchmarkWorker.Resources;

/// <summary>A process of this machine, as the operating system accounts for it.</summary>
internal sealed class ProcessSource(Process process, string name) : IResourceSource
{
    public string Name => name;

    public static ProcessSource Generator() => new(Process.GetCurrentProcess(), "generator");

    public Task<ResourceReading> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            process.Refresh();
            return Task.FromResult(process.HasExited
                ? ResourceReading.Nothing("the target's process ended")
                : new ResourceReading { CpuSeconds = process.TotalProcessorTime.TotalSeconds, MemoryBytes = process.WorkingSet64 });
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception)
        {
            return Task.FromResult(ResourceReading.Nothing($"the target's process cannot be looked at: {exception.Message}"));
        }
    }

    public void Dispose() => process.Dispose();
}
