namespace ModelServing.BenchmarkWorker.Resources;

/// <summary>What a target used while it was measured; null with a reason where it could not be seen. CPU in percent of one core, memory in MiB.</summary>
/// <param name="CpuPercent">The mean over the blocks.</param>
/// <param name="MemoryMebibytes">The mean of the looks.</param>
/// <param name="GpuPercent">The mean utilization.</param>
/// <param name="Note">What was looked at and what was not, in words.</param>
/// <param name="CpuPeakPercent">The busiest second.</param>
/// <param name="MemoryPeakMebibytes">The largest look.</param>
/// <param name="GpuPeakPercent">The busiest look.</param>
/// <param name="GpuMemoryMebibytes">The most GPU memory in use.</param>
/// <param name="CpuSecondsPerRequest">What a request costs.</param>
/// <param name="GeneratorCpuPercent">The load generator's own CPU meanwhile.</param>
/// <param name="GeneratorMemoryMebibytes">Its memory.</param>
/// <param name="Sources">Where each figure comes from: <c>cpu</c>, <c>memory</c>, <c>gpu</c>.</param>
/// <param name="Unsampled">Why a figure is not there.</param>
internal sealed record ResourceUsage(
    double? CpuPercent,
    double? MemoryMebibytes,
    double? GpuPercent,
    string? Note,
    double? CpuPeakPercent = null,
    double? MemoryPeakMebibytes = null,
    double? GpuPeakPercent = null,
    double? GpuMemoryMebibytes = null,
    double? CpuSecondsPerRequest = null,
    double? GeneratorCpuPercent = null,
    double? GeneratorMemoryMebibytes = null,
    IReadOnlyDictionary<string, string>? Sources = null,
    IReadOnlyDictionary<string, string>? Unsampled = null)
{
    public static ResourceUsage Unknown(string reason) =>
        new(null, null, null, reason, Unsampled: new Dictionary<string, string> { ["cpu"] = reason, ["memory"] = reason, ["gpu"] = reason });
}
