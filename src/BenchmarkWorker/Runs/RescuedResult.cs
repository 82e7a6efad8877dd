using System.Text.Json;
using ModelServing.BenchmarkWorker.Reports;

namespace ModelServing.BenchmarkWorker.Runs;

/// <summary>Keeps what was measured where the report cannot be written: a full disk must not cost an hour of load.</summary>
internal static class RescuedResult
{
    /// <summary>Writes the figures to the system's temporary folder, and says where, or why not.</summary>
    public static async Task<string> WriteAsync(BenchmarkOutcome outcome, string name, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"benchmark-{name}");
        var file = Path.Combine(folder, ReportFiles.Json);
        try
        {
            Directory.CreateDirectory(folder);
            await File.WriteAllBytesAsync(file, JsonSerializer.SerializeToUtf8Bytes(outcome, ReportJsonContext.Default.BenchmarkOutcome), cancellationToken);
            return $"the figures are kept in {file}";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"nor could the figures be kept in {folder}: {exception.Message}";
        }
    }
}
