using System.Text.Json.Serialization;
using ModelServing.Autoscaler.Decisions;
using ModelServing.Autoscaler.Workloads;

namespace ModelServing.Autoscaler.Api;

internal sealed record WorkloadList(IReadOnlyList<WorkloadSummary> Workloads);

internal sealed record WorkloadSummary(
    string Name, string Namespace, string Deployment, string Query, ScalingMode Mode, string Status, double? Load, double? PredictedLoad, Decision? Decision);

internal sealed record HistoryValue(DateTimeOffset Time, double? Value);

internal sealed record ForecastValue(DateTimeOffset Time, double Value, double? Lower, double? Upper);

internal sealed record QualityView(int Scored, double? MeanAbsoluteError, double? RelativeToNaive, double? IntervalCoverage);

internal sealed record ExpertShare(string Name, double Share);

internal sealed record WorkloadForecast
{
    public required WorkloadSummary Workload { get; init; }

    public required DateTimeOffset At { get; init; }

    public required double StepSeconds { get; init; }

    public required double LeadSeconds { get; init; }

    public required double? PredictedLoadUpper { get; init; }

    public required IReadOnlyList<HistoryValue> History { get; init; }

    public required IReadOnlyList<ForecastValue> Forecast { get; init; }

    public required QualityView Quality { get; init; }

    public required IReadOnlyList<ExpertShare> Experts { get; init; }

    public required IReadOnlyList<LoggedDecision> Decisions { get; init; }
}

internal sealed record ModeRequest(ScalingMode Mode);

internal sealed record ErrorView(string Error);

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(WorkloadList))]
[JsonSerializable(typeof(WorkloadForecast))]
[JsonSerializable(typeof(ModeRequest))]
[JsonSerializable(typeof(ErrorView))]
internal sealed partial class ApiJson : JsonSerializerContext;
