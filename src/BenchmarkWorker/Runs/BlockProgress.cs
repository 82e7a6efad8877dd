using ModelServing.BenchmarkWorker.Load;

namespace ModelServing.BenchmarkWorker.Runs;

/// <summary>Where a run tells how far it is.</summary>
internal sealed class BlockProgress(TimeProvider timeProvider, IProgress<RunProgress> progress)
{
    private static readonly TimeSpan ReportEvery = TimeSpan.FromMilliseconds(500);

    public void Phase(string phase, string? platform = null) => progress.Report(new(phase, platform));

    /// <summary>Reports a block while it runs.</summary>
    /// <param name="platform">Whose it is.</param>
    /// <param name="number">Its number, from one.</param>
    /// <param name="of">How many there are; zero where that is not known.</param>
    /// <param name="expected">Its requests; zero where that is not known.</param>
    /// <param name="run">Runs it.</param>
    public async Task<BlockResult> RunAsync(string platform, int number, int of, int expected, Func<Action<BlockCounters>, Task<BlockResult>> run)
    {
        await using var reporter = new BlockReporter(timeProvider, ReportEvery, progress, platform, number, of, expected);
        var result = await run(reporter.Observe);
        reporter.Finish(result);
        return result;
    }
}
