namespace ModelServing.ExperimentApi.Definitions;

/// <summary>The metric that decides.</summary>
internal sealed record MetricDefinition
{
    public const string Accuracy = "accuracy";
    public const string Latency = "latency";
    public const string ErrorRate = "errorRate";

    /// <summary>Gets <c>accuracy</c>, <c>latency</c> (ms), <c>errorRate</c>, or the name of a value in pushed outcomes.</summary>
    public string Name { get; set; } = Accuracy;

    /// <summary>Gets which way is better; by default lower for latency and errors, else higher.</summary>
    public MetricDirection? Direction { get; set; }

    public MetricSource Source { get; set; }

    /// <summary>Gets the smallest difference worth finding, in the metric's unit.</summary>
    public double MinimumDetectableEffect { get; set; } = 0.05;

    /// <summary>Gets the standard deviation expected when planning, in the metric's unit.</summary>
    public double ExpectedDeviation { get; set; } = 0.3;

    public MetricDirection BetterDirection() => Direction ?? (Name is Latency or ErrorRate ? MetricDirection.Lower : MetricDirection.Higher);
}
