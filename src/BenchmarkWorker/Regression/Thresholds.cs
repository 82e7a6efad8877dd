using ModelServing.BenchmarkWorker.Analysis;

namespace ModelServing.BenchmarkWorker.Regression;

/// <summary>Limits that a run's own figures must keep, so that a pipeline can stop at one.</summary>
internal static class Thresholds
{
    /// <summary>Says what is wrong with limits as they were given; a limit on a change needs two results.</summary>
    public static IEnumerable<string> Problems(IEnumerable<string> limits)
    {
        foreach (var limit in limits)
        {
            if (!Gate.TryParse(limit, out var gate, out var problem))
            {
                yield return problem;
            }
            else if (gate.IsChange)
            {
                yield return $"'{limit}' limits a change: the command compare takes it, with two results";
            }
        }
    }

    /// <summary>The limits that are broken, and by whom. Figures that are no figures keep no limit.</summary>
    public static IReadOnlyList<string> Broken(IReadOnlyList<string> limits, IReadOnlyList<PlatformResult> platforms)
    {
        List<Gate> gates = [];
        foreach (var limit in limits)
        {
            if (Gate.TryParse(limit, out var gate, out _))
            {
                gates.Add(gate);
            }
        }

        return gates.Count == 0 ? [] : [.. platforms.SelectMany(platform => Broken(gates, platform).Select(problem => $"{platform.Name}: {problem}"))];
    }

    private static IEnumerable<string> Broken(List<Gate> gates, PlatformResult platform) =>
        platform.State == PlatformState.Failed ? [$"failed: {platform.Problem ?? "no valid answer"}"]
        : !platform.Validity.IsValid ? [$"not valid: {string.Join("; ", platform.Validity.Reasons)}"]
        : gates.Select(gate => (gate, why: gate.Check(new(platform.Name, gate.Metric, null, Figure(platform, gate.Metric), null, null), isStrict: true)))
            .Where(check => check.why is not null).Select(check => $"{check.why} (limit: {check.gate.Text.Trim()})");

    private static double? Figure(PlatformResult platform, string metric) => metric switch
    {
        "throughput" => platform.Throughput?.Value,
        "mean" => platform.AverageLatency,
        "errors" => platform.ErrorRatePercent,
        _ => platform.Percentile(metric)?.Value,
    };
}
