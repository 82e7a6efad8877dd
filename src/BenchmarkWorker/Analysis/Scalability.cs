using ModelServing.Statistics;
using ModelServing.Statistics.Scalability;

namespace ModelServing.BenchmarkWorker.Analysis;

/// <summary>How a platform's throughput follows the number of requests in flight, by the universal scalability law.</summary>
/// <param name="Platform">The platform's name.</param>
/// <param name="Lambda">Answers a second with one request in flight.</param>
/// <param name="Sigma">The share of the work that is done one at a time.</param>
/// <param name="Kappa">The cost of each pair of requests that get into each other's way.</param>
/// <param name="RSquared">The share of the throughputs' variance that the law explains.</param>
/// <param name="PeakConcurrency">Requests in flight at which throughput is highest; null where it only levels off, or grows for ever.</param>
/// <param name="PeakThroughput">The throughput there, or that at which it levels off.</param>
/// <param name="MostMeasured">The most requests in flight that were measured: what is beyond is predicted.</param>
/// <param name="Problem">Why there is no fit; null where there is one.</param>
internal sealed record Scalability(
    string Platform, double? Lambda, double? Sigma, double? Kappa, double? RSquared, double? PeakConcurrency, double? PeakThroughput, int MostMeasured, string? Problem)
{
    /// <summary>Throughputs that the law explains worse than this follow something else.</summary>
    private const double WorstFit = 0.9;

    /// <summary>A peak at so many times the most that were measured is none that could be told from a level.</summary>
    private const double FarBeyond = 10;

    /// <summary>Gets the fit in a few words.</summary>
    public string Conclusion => Problem is not null ? $"no prediction: {Problem}"
        : PeakConcurrency is { } peak ? FormattableString.Invariant($"throughput is highest, {PeakThroughput:0.#}/s, with about {peak:0} in flight{(peak > MostMeasured ? $", which is more than the {MostMeasured} that were measured" : "")}")
        : PeakThroughput is { } limit ? FormattableString.Invariant($"throughput levels off at about {limit:0.#}/s")
        : "throughput grows with the requests in flight, as far as was measured";

    /// <summary>Fits each platform of a sweep of concurrencies; none without one.</summary>
    public static IReadOnlyList<Scalability> Of(IReadOnlyList<SweepPoint> sweep) =>
        [.. sweep.Where(point => point.Concurrency is not null).GroupBy(point => point.Result.Name).Select(own => Of(own.Key, [.. own]))];

    /// <summary>The throughput that the fit predicts; null without one.</summary>
    public double? Throughput(double concurrency) => Problem is null ? new UniversalScalabilityResult(StatisticStatus.Ok, Lambda, Sigma, Kappa).Throughput(concurrency) : null;

    private static Scalability Of(string platform, SweepPoint[] points)
    {
        var most = points.Max(point => point.Concurrency ?? 0);
        var usable = points.Where(point => point.Result.Validity.IsValid && point.Result.Throughput?.Value > 0).Select(point => ((double)(point.Concurrency ?? 1), point.Result.Throughput?.Value ?? 0)).ToArray();
        var fit = UniversalScalability.Fit(usable);
        var problem = fit.Status switch
        {
            StatisticStatus.Ok => fit.RSquared >= WorstFit ? null : FormattableString.Invariant($"the law explains {fit.RSquared:P0} of the differences between the loads, and {WorstFit:P0} is the least to rely on"),
            StatisticStatus.InsufficientData => $"{usable.DistinctBy(point => point.Item1).Count()} valid loads are too few, {UniversalScalability.FewestLoads} are enough",
            _ => "throughput does not change with the load",
        };
        var peak = fit.PeakLoad > FarBeyond * most ? fit with { Kappa = 0 } : fit;
        return problem is null
            ? new(platform, fit.Lambda, fit.Sigma, fit.Kappa, fit.RSquared, peak.PeakLoad, peak.PeakThroughput, most, null)
            : new(platform, null, null, null, fit.RSquared, null, null, most, problem);
    }
}
