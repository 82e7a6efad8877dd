using ModelServing.BenchmarkWorker.Analysis;
using ModelServing.BenchmarkWorker.Runs;

namespace ModelServing.BenchmarkWorker.Service;

/// <summary>A run as the API shows it. Reports appear under their URLs once the run is completed.</summary>
internal sealed record RunView(
    string Id, RunStatus Status, DateTimeOffset CreatedAt, BenchmarkPlan Plan, RunProgress? Progress, string? Problem, Verdict? Verdict, IReadOnlyDictionary<string, string> Reports);

internal sealed record ProblemView(string Error);
