namespace ModelServing.ExperimentApi.Definitions;

/// <summary>Labelled examples sent through the gateway while the experiment runs.</summary>
internal sealed record TrafficDefinition
{
    /// <summary>Gets a CSV file on the server: a header that begins with <c>label</c>, then one example a line.</summary>
    public string Dataset { get; set; } = "";

    public double RequestsPerSecond { get; set; } = 20;

    /// <summary>Gets the URL to post to, absolute or below the gateway; by default the target's own.</summary>
    public string? Url { get; set; }

    /// <summary>Gets the Host header; by default the InferenceService's.</summary>
    public string? Host { get; set; }
}
