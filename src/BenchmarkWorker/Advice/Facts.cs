using ModelServing.BenchmarkWorker.Analysis;
using ModelServing.BenchmarkWorker.Runs;

namespace ModelServing.BenchmarkWorker.Advice;

/// <summary>Which platforms a rule may speak of.</summary>
internal static class Facts
{
    public static IEnumerable<PlatformResult> Measured(BenchmarkOutcome outcome) => outcome.Platforms.Where(platform => platform.State == PlatformState.Measured);

    /// <summary>Measured platforms whose figures hold.</summary>
    public static IEnumerable<PlatformResult> Valid(BenchmarkOutcome outcome) => Measured(outcome).Where(platform => platform.Validity.IsValid);

    /// <summary>Processor time of the server for one answer, in milliseconds; null where its process could not be seen.</summary>
    public static double? ProcessorPerAnswer(PlatformResult platform) =>
        platform is { Resources.CpuPercent: { } percent, Throughput.Value: > 0 and var throughput } ? 10 * percent / throughput : null;

    public static string List(IEnumerable<string> names)
    {
        string[] all = [.. names];
        return all.Length < 2 ? string.Concat(all) : $"{string.Join(", ", all[..^1])} and {all[^1]}";
    }
}
