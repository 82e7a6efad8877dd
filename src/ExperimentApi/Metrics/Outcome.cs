namespace ModelServing.ExperimentApi.Metrics;

/// <summary>How one request ended, by arm (<c>control</c>, <c>treatment</c>) or by the backend the gateway named.</summary>
internal sealed record Outcome
{
    public string? Arm { get; set; }

    public string? Backend { get; set; }

    public bool Error { get; set; }

    public double? LatencyMs { get; set; }

    /// <summary>Gets the metric values, such as <c>accuracy</c>: 0 or 1.</summary>
    public IReadOnlyDictionary<string, double> Values { get; set; } = new Dictionary<string, double>();

    /// <summary>Gets the step the request belonged to; without it the present one.</summary>
    public int? Step { get; set; }
}
