using System.Globalization;
using ModelServing.Testing;

namespace ModelServing.Autoscaler.Tests.Forecasting;

/// <summary>Recorded loads, on their own grids.</summary>
internal static class Traces
{
    public static double[] Load(string file) =>
        [.. File.ReadLines(RepositoryPaths.InSharedData("traces", file)).Skip(1).Select(line => double.Parse(line.Split(',')[1], CultureInfo.InvariantCulture))];
}
