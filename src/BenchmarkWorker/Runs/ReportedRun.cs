using ModelServing.BenchmarkWorker.Advice.Narration;
using ModelServing.BenchmarkWorker.Reports;

namespace ModelServing.BenchmarkWorker.Runs;

/// <summary>Measures as a plan says, has the result narrated, and writes it. A run that is stopped is written with what it has.</summary>
internal sealed class ReportedRun(Narrator narrator, TimeProvider timeProvider)
{
    /// <returns>What was measured, and why the report of it is not where it should be, if it is not.</returns>
    public async Task<(BenchmarkOutcome Outcome, string? Unwritten)> RunAsync(BenchmarkPlan plan, IProgress<RunProgress> progress, string folder, CancellationToken stopping)
    {
        var outcome = await new BenchmarkRunner(timeProvider).RunAsync(plan, progress, stopping);
        outcome = await NarrateAsync(outcome, progress, stopping);
        progress.Report(new("writing the report"));
        return (outcome, await WriteAsync(outcome, folder));
    }

    /// <summary>Who stops a run wants it to end, not to be told about.</summary>
    private async Task<BenchmarkOutcome> NarrateAsync(BenchmarkOutcome outcome, IProgress<RunProgress> progress, CancellationToken stopping)
    {
        if (!narrator.HasModel || stopping.IsCancellationRequested)
        {
            return outcome;
        }

        progress.Report(new("narrating"));
        try
        {
            return outcome with { Narration = await narrator.NarrateAsync(outcome, stopping) };
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return outcome;
        }
    }

    /// <summary>Writes to the end, whoever is stopping: that takes a moment, and measuring took longer.</summary>
    private static async Task<string?> WriteAsync(BenchmarkOutcome outcome, string folder)
    {
        try
        {
            await ReportFiles.WriteAsync(outcome, folder, CancellationToken.None);
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            var name = $"{outcome.StartedAt:yyyyMMdd-HHmmss-fff}";
            return $"cannot write the results: {exception.Message.TrimEnd('.')}; {await RescuedResult.WriteAsync(outcome, name, CancellationToken.None)}";
        }
    }
}
