namespace ModelServing.BenchmarkWorker.Resources;

/// <summary>What the target's process used while it was measured; null with a reason where it could not be seen. CPU in percent of one core, memory in MiB.</summary>
internal sealed record ResourceUsage(double? CpuPercent, double? MemoryMebibytes, double? GpuPercent, string? Note)
{
    public static ResourceUsage Unknown(string reason) => new(null, null, null, reason);
}
