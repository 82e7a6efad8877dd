using System.Globalization;
using ModelServing.BenchmarkWorker.Analysis;
using ModelServing.BenchmarkWorker.Load;
using ModelServing.BenchmarkWorker.Runs;
using ModelServing.BenchmarkWorker.Targets;

namespace ModelServing.BenchmarkWorker.Reports;

/// <summary>What lets a reader check the figures, as tables: whether they are valid, where every request went, and with what they were made.</summary>
internal static class CheckTables
{
    public static ReportTable Validity(BenchmarkOutcome outcome) => new(
        "Whether the figures may be compared",
        ["Platform", "Verdict", "Why not", "Reservations"],
        [.. outcome.Platforms.Select(platform => new ReportRow(
            ResultTables.IsBad(platform),
            platform.Name,
            platform.State == PlatformState.Failed ? "nothing was measured" : platform.Validity.IsValid ? "valid" : "not valid, not ranked",
            platform.State == PlatformState.Failed ? platform.Problem ?? "no valid answer" : Join(platform.Validity.Reasons),
            Join(platform.Validity.Reservations)))],
        IsProse: true);

    /// <summary>Scheduled = never sent + sent, and sent = succeeded + every kind of failure: a request that is in no column was lost by us.</summary>
    public static ReportTable Requests(BenchmarkOutcome outcome)
    {
        string[] kinds = [.. FailureKind.All.Select(kind => kind.WireName).Where(kind => outcome.Platforms.Any(platform => platform.Failures.GetValueOrDefault(kind) > 0))];
        return new(
            "Where every request went",
            ["Platform", "Scheduled", "Never sent", "Sent", "Succeeded", .. kinds, "Adds up"],
            [.. outcome.Platforms.Select(platform => new ReportRow(
                !AddsUp(platform),
                [
                    platform.Name,
                    platform.OpenLoop is { } open ? Figures.Count(open.Scheduled) : Figures.Missing,
                    platform.OpenLoop is { } loop ? Figures.Count(loop.NotSent) : Figures.Missing,
                    Figures.Count(platform.TotalRequests),
                    Figures.Count(platform.SuccessfulRequests),
                    .. kinds.Select(kind => (ReportCell)Figures.Count(platform.Failures.GetValueOrDefault(kind))),
                    AddsUp(platform) ? "yes" : "no",
                ]))],
            "Every request that was sent either succeeded or is one kind of failure. A closed loop has no schedule.");
    }

    public static ReportTable Environment(BenchmarkOutcome outcome)
    {
        var (plan, environment) = (outcome.Plan, outcome.Environment);
        (string Name, string? Value)[] facts =
        [
            ("Generator", environment.ToolVersion),
            ("Runtime", $"{environment.Runtime}, {(environment.ServerGarbageCollection ? "server" : "workstation")} garbage collection"),
            ("Operating system", $"{environment.OperatingSystem}, {environment.Architecture}"),
            ("Processors", $"{environment.Processors} × {environment.ProcessorName ?? environment.Architecture}"),
            ("Load average at the end", environment.LoadAverage?.ToString("0.##", CultureInfo.InvariantCulture)),
            ("Started", $"{outcome.StartedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC"),
            ("Took", $"{Figures.Number(outcome.Elapsed.TotalSeconds)} s"),
            ("Seed", plan.Seed.ToString(CultureInfo.InvariantCulture)),
            ("Load", ReportText.Load(plan)),
            ("Requests", plan.Duration is { } duration ? $"{Figures.Number(duration.TotalSeconds)} s on each platform" : $"{plan.TotalRequests} on each platform"),
            ("Blocks", $"{plan.Repeats} on each platform, interleaved"),
            ("Warm-up", $"{plan.WarmupRequests} requests, not counted"),
            ("Deadline", $"{Figures.Number(plan.Timeout.TotalSeconds)} s"),
            ("Payload", plan.PayloadSize.ToString().ToLowerInvariant()),
            .. outcome.Platforms.Select(platform => (platform.Name, Target(platform))),
        ];
        return new("With what the figures were made", ["What", "Value"], [.. facts.Where(fact => fact.Value is not null).Select(fact => new ReportRow(false, fact.Name, fact.Value ?? Figures.Missing))], IsProse: true);
    }

    private static string? Target(PlatformResult platform)
    {
        string?[] parts = [platform.EndpointUrl, platform.Protocol is { } protocol ? Protocol(protocol) : null, platform.ModelName is null ? null : $"model {platform.ModelName}{(platform.ModelVersion is null ? "" : $", version {platform.ModelVersion}")}"];
        return string.Join(" · ", parts.OfType<string>());
    }

    public static string Protocol(WireProtocol protocol) => protocol switch
    {
        WireProtocol.TensorFlow => "TensorFlow Serving REST",
        WireProtocol.TensorFlowGrpc => "TensorFlow Serving gRPC",
        WireProtocol.OpenInference => "Open Inference REST",
        WireProtocol.OpenInferenceBinary => "Open Inference REST with binary tensors",
        WireProtocol.OpenInferenceGrpc => "Open Inference gRPC",
        WireProtocol.Seldon => "Seldon REST",
        WireProtocol.SeldonGrpc => "Seldon gRPC",
        _ => "recorded bodies as they are",
    };

    private static bool AddsUp(PlatformResult platform) =>
        platform.TotalRequests == platform.SuccessfulRequests + platform.Failures.Values.Sum() && (platform.OpenLoop is not { } open || open.Scheduled == open.NotSent + platform.TotalRequests);

    private static string Join(IReadOnlyList<string> sentences) => sentences.Count == 0 ? Figures.Missing : string.Join("; ", sentences);
}
