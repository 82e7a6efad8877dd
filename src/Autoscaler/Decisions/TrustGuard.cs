using System.Globalization;
using ModelServing.Autoscaler.Forecasting;

namespace ModelServing.Autoscaler.Decisions;

/// <summary>Takes the right to write replicas away from a forecast that has lately been worse than persistence, or overconfident.</summary>
internal static class TrustGuard
{
    private const double LowestCoverage = 0.85;

    /// <summary>The reason for distrust, or null.</summary>
    public static string? Distrust(ForecastQuality quality, int period)
    {
        if (quality.Scored < period)
        {
            return null;
        }

        return quality switch
        {
            { RelativeError: > 1 and var error } => string.Create(CultureInfo.InvariantCulture, $"its errors are {error:0.00} times those of persistence"),
            { Coverage: < LowestCoverage and var coverage } => string.Create(CultureInfo.InvariantCulture, $"its interval holds {coverage:P0} of the outcomes"),
            _ => null,
        };
    }
}
