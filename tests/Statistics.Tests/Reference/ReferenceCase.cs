using System.Text.Json;

namespace ModelServing.Statistics.Tests.Reference;

/// <summary>One line of the reference table: inputs, expected numbers by name, and the status of the result.</summary>
internal sealed record ReferenceCase(string Id, string Method, JsonElement Inputs, JsonElement Expected, double Tolerance, string Status)
{
    public double Number(string name) => Inputs.GetProperty(name).GetDouble();

    public double Number(string name, double fallback) => Inputs.TryGetProperty(name, out var value) ? value.GetDouble() : fallback;

    public long Count(string name) => Inputs.GetProperty(name).GetInt64();

    public double[] Numbers(string name) => ToNumbers(Inputs.GetProperty(name));

    public static double[] ToNumbers(JsonElement array) =>
        [.. array.EnumerateArray().Select(value => value.ValueKind == JsonValueKind.Null ? double.NaN : value.GetDouble())];

    public static IReadOnlyList<ReferenceCase> Load(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        return [.. document.RootElement.GetProperty("cases").EnumerateArray().Select(Read)];
    }

    private static ReferenceCase Read(JsonElement line) => new(
        line.GetProperty("id").GetString()!, // every line has an id
        line.GetProperty("method").GetString()!, // and a method
        line.GetProperty("inputs").Clone(),
        line.GetProperty("expected").Clone(),
        line.GetProperty("rel_tol").GetDouble(),
        line.GetProperty("status").GetString()!); // and a status
}
