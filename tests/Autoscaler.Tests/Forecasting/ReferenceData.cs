using System.Text.Json.Nodes;
using ModelServing.Testing;

namespace ModelServing.Autoscaler.Tests.Forecasting;

/// <summary>Forecast vectors computed by an independent implementation; tests that want them skip where they are absent.</summary>
internal static class ReferenceData
{
    public static JsonObject Load() =>
        JsonNode.Parse(File.ReadAllText(RepositoryPaths.InSharedData("forecast", "ssa-reference.json")))!.AsObject();

    public static JsonObject Case(string name) =>
        Load()["cases"]!.AsArray().Single(node => (string?)node!["name"] == name)!.AsObject();

    public static double[] Numbers(this JsonNode? node) => [.. node!.AsArray().Select(value => value is null ? double.NaN : (double)value)];

    public static double Number(this JsonNode? node) => (double)node!;

    public static double[,] Table(this JsonNode? node)
    {
        var rows = node!.AsArray().Select(row => row.Numbers()).ToArray();
        var table = new double[rows.Length, rows[0].Length];
        foreach (var (i, row) in rows.Index())
        {
            foreach (var (j, value) in row.Index())
            {
                table[i, j] = value;
            }
        }

        return table;
    }

    public static void AssertNear(IReadOnlyList<double> expected, IReadOnlyList<double> actual, double tolerance)
    {
        Assert.Equal(expected.Count, actual.Count);
        foreach (var (index, value) in expected.Index())
        {
            Assert.True(Math.Abs(value - actual[index]) <= tolerance, $"[{index}]: expected {value:R}, got {actual[index]:R}, tolerance {tolerance:R}");
        }
    }
}
