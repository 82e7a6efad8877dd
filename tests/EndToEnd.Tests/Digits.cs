using System.Globalization;
using ModelServing.Testing;

namespace ModelServing.EndToEnd.Tests;

/// <summary>The held-out digits: what a user would send, and what the answer should be.</summary>
internal static class Digits
{
    private static readonly (int Label, float[] Pixels)[] Rows =
    [
        .. File.ReadLines(RepositoryPaths.InRepository("models", "digits-test.csv")).Skip(1).Select(line =>
        {
            var fields = line.Split(',');
            return (int.Parse(fields[0], CultureInfo.InvariantCulture),
                fields.Skip(1).Select(field => float.Parse(field, CultureInfo.InvariantCulture)).ToArray());
        }),
    ];

    public static int Count => Rows.Length;

    public static int Label(int index) => Rows[index].Label;

    public static string PixelsJson(int index) => $"[{string.Join(", ", Rows[index].Pixels.Select(pixel => pixel.ToString("0.0", CultureInfo.InvariantCulture)))}]";
}
