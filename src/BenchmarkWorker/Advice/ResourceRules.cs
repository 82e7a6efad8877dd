using ModelServing.BenchmarkWorker.Reports;
using ModelServing.BenchmarkWorker.Runs;

namespace ModelServing.BenchmarkWorker.Advice;

/// <summary>What the server's processor time says.</summary>
internal static class ResourceRules
{
    private const double Busy = 0.8;
    private const double Idle = 0.4;

    public static IEnumerable<string> Processor(BenchmarkOutcome outcome)
    {
        foreach (var platform in Facts.Measured(outcome))
        {
            if (platform.Resources.CpuPercent is not { } percent || Facts.ProcessorPerAnswer(platform) is not { } each || outcome.Environment.Processors < 1)
            {
                continue;
            }

            var (cores, share) = (outcome.Environment.Processors, percent / 100 / outcome.Environment.Processors);
            var used = $"{platform.Name} used {Figures.Number(percent / 100)} of {cores} cores, {Figures.Number(each)} ms of processor time for an answer";
            if (share >= Busy)
            {
                yield return $"{used}: it is bound by the processor. More cores or replicas raise its throughput; a smaller or quantised model lowers what each answer takes.";
            }
            else if (share < Idle && !outcome.Plan.IsOpenLoop)
            {
                yield return $"{used}: the processor does not limit it. Look at waiting, such as batching delays, locks, the network and {outcome.Plan.ConcurrentRequests} requests in flight being too few.";
            }
        }
    }

    /// <summary>A server that is busy with requests of a single row spends much of its time on the requests.</summary>
    public static IEnumerable<string> Batching(BenchmarkOutcome outcome)
    {
        foreach (var platform in Facts.Measured(outcome).Where(platform => platform.InstancesPerRequest == 1 && platform.Throughput?.Value is not null))
        {
            var busy = platform.Resources.CpuPercent is { } percent && outcome.Environment.Processors > 0 && percent >= 100 * Busy * outcome.Environment.Processors
                ? $"with {Figures.Number(percent / 100)} of {outcome.Environment.Processors} cores busy"
                : outcome.Saturation.FirstOrDefault(found => found.Platform == platform.Name)?.FailedAbove is { } failed ? $"and {Figures.Number(failed)} requests/s were too much" : null;
            if (busy is not null)
            {
                yield return $"{platform.Name} answers {Figures.Number(platform.Throughput?.Value ?? 0)} requests of 1 row a second {busy}: let the server batch them (TensorFlow Serving's --enable_batching, KServe's batcher), or let callers send several rows at once, and measure again with --payload-size.";
            }
        }
    }
}
