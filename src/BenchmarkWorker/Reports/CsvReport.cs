using System.Globalization;
using System.Text;
using ModelServing.BenchmarkWorker.Analysis;
using ModelServing.BenchmarkWorker.Runs;

namespace ModelServing.BenchmarkWorker.Reports;

/// <summary>One line per platform (RFC 4180, invariant numbers). The guide's columns come first and in its order; a value that was not measured is empty, never 0.</summary>
internal static class CsvReport
{
    private static readonly (string Name, Func<PlatformResult, object?> Value)[] Columns =
    [
        ("platform", platform => platform.Name),
        ("endpoint_url", platform => platform.EndpointUrl),
        ("concurrent_requests", platform => platform.ConcurrentRequests),
        ("total_requests", platform => platform.TotalRequests),
        ("successful_requests", platform => platform.SuccessfulRequests),
        ("failed_requests", platform => platform.FailedRequests),
        ("total_time_seconds", platform => platform.TotalTimeSeconds),
        ("avg_latency_ms", platform => platform.AverageLatency),
        ("p50_latency_ms", platform => platform.Percentile("p50")?.Value),
        ("p95_latency_ms", platform => platform.Percentile("p95")?.Value),
        ("p99_latency_ms", platform => platform.Percentile("p99")?.Value),
        ("min_latency_ms", platform => platform.MinimumLatency),
        ("max_latency_ms", platform => platform.MaximumLatency),
        ("throughput_rps", platform => platform.Throughput?.Value),
        ("error_rate", platform => platform.ErrorRatePercent),
        ("cpu_usage_avg", platform => platform.Resources.CpuPercent),
        ("memory_usage_avg", platform => platform.Resources.MemoryMebibytes),
        ("gpu_usage_avg", platform => platform.Resources.GpuPercent),
        ("state", platform => platform.State == PlatformState.Measured ? "measured" : "failed"),
        ("p90_latency_ms", platform => platform.Percentile("p90")?.Value),
        ("p99.9_latency_ms", platform => platform.Percentile("p99.9")?.Value),
        ("p99_latency_low_ms", platform => platform.Percentile("p99")?.Low),
        ("p99_latency_high_ms", platform => platform.Percentile("p99")?.High),
        ("throughput_low_rps", platform => platform.Throughput?.Low),
        ("throughput_high_rps", platform => platform.Throughput?.High),
        ("first_response_ms", platform => platform.FirstResponseMilliseconds),
        ("instances_per_request", platform => platform.InstancesPerRequest),
        ("model_version", platform => platform.ModelVersion),
        ("problem", platform => platform.Problem),
        ("valid", platform => platform.State == PlatformState.Measured ? platform.Validity.IsValid ? "true" : "false" : null),
        ("not_valid_because", platform => platform.Validity.IsValid ? null : string.Join("; ", platform.Validity.Reasons)),
        ("offered_rps", platform => platform.OpenLoop?.OfferedRate),
        ("not_sent_requests", platform => platform.OpenLoop?.NotSent),
        ("p50_service_ms", platform => platform.OpenLoop?.Service.GetValueOrDefault("p50")),
        ("p99_service_ms", platform => platform.OpenLoop?.Service.GetValueOrDefault("p99")),
        ("p99_lateness_ms", platform => platform.OpenLoop?.LatenessP99),
        ("server_avg_latency_ms", platform => platform.ServerTime.Mean),
        ("server_model_avg_latency_ms", platform => platform.ServerTime.ModelMean),
        ("reservations", platform => platform.Validity.Reservations.Count > 0 ? string.Join("; ", platform.Validity.Reservations) : null),
    ];

    public static string Write(BenchmarkOutcome outcome)
    {
        var text = new StringBuilder().AppendJoin(',', Columns.Select(column => column.Name)).Append("\r\n");
        foreach (var platform in outcome.Platforms)
        {
            text.AppendJoin(',', Columns.Select(column => Escape(Format(column.Value(platform))))).Append("\r\n");
        }

        return text.ToString();
    }

    private static string Format(object? value) => value switch
    {
        null => "",
        double number => number.ToString("0.######", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => Inert(value.ToString() ?? ""),
    };

    /// <summary>A text that a spreadsheet would run as a formula begins with an apostrophe, which it does not show.</summary>
    private static string Inert(string text) => text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..] ? $"'{text}" : text;

    private static string Escape(string field) => field.AsSpan().IndexOfAny(",\"\r\n") < 0 ? field : $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
