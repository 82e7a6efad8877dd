namespace ModelServing.Statistics.Scalability;

/// <summary>A fit of the universal scalability law. Numbers are null when <see cref="Status"/> says they are not defined.</summary>
/// <param name="Status">Whether the numbers are defined.</param>
/// <param name="Lambda">λ: the throughput of one at work.</param>
/// <param name="Sigma">σ: the share of the work that one at a time can do.</param>
/// <param name="Kappa">κ: the cost of each pair's having to agree.</param>
/// <param name="RSquared">The share of the throughputs' variance that the fit explains.</param>
public sealed record UniversalScalabilityResult(StatisticStatus Status, double? Lambda = null, double? Sigma = null, double? Kappa = null, double? RSquared = null)
{
    /// <summary>Gets the load at which throughput is highest; null where it grows for ever.</summary>
    public double? PeakLoad => Kappa > 0 ? Math.Sqrt(Math.Max(0, 1 - Sigma ?? 0) / Kappa.Value) is > 1 and var peak ? peak : 1 : null;

    /// <summary>Gets the throughput there, or that which is never quite reached; null where there is no limit.</summary>
    public double? PeakThroughput => PeakLoad is { } peak ? Throughput(peak) : Sigma > 0 ? Lambda / Sigma : null;

    /// <summary>The throughput that the fit predicts.</summary>
    public double? Throughput(double load) => Lambda * load / (1 + (Sigma * (load - 1)) + (Kappa * load * (load - 1)));
}
