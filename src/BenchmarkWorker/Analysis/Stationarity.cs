using ModelServing.Statistics.Dependence;

namespace ModelServing.BenchmarkWorker.Analysis;

/// <summary>Whether a block's latency had a steady state: Geweke's comparison of its beginning with its end.</summary>
internal static class Stationarity
{
    private const int FewestStretches = 30;
    private const double NotStationary = 3;

    /// <summary>A trend that is there but small spoils nothing.</summary>
    private const double WorthMentioning = 1.5;

    public static bool Grew(IReadOnlyList<double?> means) => Trend(means) > NotStationary;

    /// <summary>Tells whether the beginning was slower, as it is where a server was not warm.</summary>
    public static bool Fell(IReadOnlyList<double?> means) => Trend(means) < -NotStationary;

    private static double Trend(IReadOnlyList<double?> means)
    {
        double[] series = [.. means.OfType<double>()];
        if (series.Length < FewestStretches)
        {
            return 0;
        }

        var change = series[^(series.Length / 2)..].Average() / series[..(series.Length / 10)].Average();
        return change is < WorthMentioning and > 1 / WorthMentioning ? 0
            : SerialDependence.Geweke(series) ?? (change > 1 ? double.PositiveInfinity : double.NegativeInfinity);
    }
}
