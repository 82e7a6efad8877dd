using System.Diagnostics;
using ModelServing.Autoscaler.Forecasting;

namespace ModelServing.Autoscaler.Tests.Forecasting;

/// <summary>Out-of-sample accuracy on recorded loads: what a live service would have forecast at each origin.</summary>
public class RollingOriginTests(ITestOutputHelper output)
{
    private static readonly int[] Horizons = [1, 6, 12];

    /// <remarks>The limits are a fifth above what was measured: a guard against decay, not a boast.</remarks>
    [Theory]
    [InlineData("wc98_may19_jun09_5min.csv", 288, 0.96, 0.90, 0.80)]
    [InlineData("nab_elb_request_count_5min.csv", 288, 0.85, 0.85, 0.85)]
    [InlineData("nab_nyc_taxi_30min.csv", 48, 0.50, 0.36, 0.32)]
    public void Forecast_RecordedLoad_BeatsPersistenceWithCalibratedIntervals(string file, int period, params double[] limits)
    {
        var load = Traces.Load(file);
        var tested = 4 * period;
        load = load[^Math.Min(load.Length, tested + (8 * period))..];
        var forecaster = new LoadForecaster(new ForecasterSettings(period, Horizons));
        var scores = Horizons.Select(_ => new Score()).ToArray();
        var started = Stopwatch.StartNew();

        for (var t = 0; t < load.Length; t++)
        {
            forecaster.Observe(load[t]);
            for (var i = 0; t >= load.Length - tested && i < Horizons.Length && t + Horizons[i] < load.Length; i++)
            {
                scores[i].Add(forecaster.Forecast[i], load[t], load[t + Horizons[i]]);
            }
        }

        output.WriteLine($"{file}: {string.Join("; ", scores.AsEnumerable())} in {started.ElapsedMilliseconds} ms");
        foreach (var (score, limit) in scores.Zip(limits))
        {
            Assert.InRange(score.RelativeError, 0, limit);
            Assert.InRange(score.Coverage, 0.88, 0.99);
        }
    }

    private sealed class Score
    {
        private double _error;
        private double _naive;
        private int _covered;
        private int _count;

        public double RelativeError => _error / _naive;

        public double Coverage => (double)_covered / _count;

        public void Add(ForecastPoint point, double latest, double actual)
        {
            Assert.NotNull(point.Interval);
            _error += Math.Abs(point.Value - actual);
            _naive += Math.Abs(latest - actual);
            _covered += point.Interval.Value.Contain(actual) ? 1 : 0;
            _count++;
        }

        public override string ToString() => $"{RelativeError:F3} of naive, {Coverage:F3} covered";
    }
}
