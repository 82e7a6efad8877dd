using System.Text.Json;
using ModelServing.BenchmarkWorker.Reports;
using ModelServing.BenchmarkWorker.Runs;

namespace ModelServing.BenchmarkWorker.Service;

/// <summary>A run as the API shows it. Reports appear under their URLs once they are written.</summary>
internal sealed record RunView(
    string Id,
    RunStatus Status,
    DateTimeOffset CreatedAt,
    JsonElement Plan,
    RunProgress? Progress,
    string? Problem,
    JsonElement? Verdict,
    IReadOnlyDictionary<string, string> Reports,
    DateTimeOffset? FinishedAt = null)
{
    public static IReadOnlyDictionary<string, string> ReportsOf(string id, bool exist) => exist ? ReportFiles.Names.ToDictionary(name => name, name => $"/reports/{id}/{name}") : new Dictionary<string, string>();
}
