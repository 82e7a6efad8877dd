using System.Text.Json;

namespace ModelServing.Statistics.Tests.Reference;

/// <summary>What our library says to one case: numbers by the table's names, and a status where the method has one.</summary>
internal sealed class Answer : Dictionary<string, double?[]>
{
    public StatisticStatus? Status { get; init; }

    /// <summary>Gets the names whose tolerance is the quadrature's, not the case's.</summary>
    public HashSet<string> Quadrature { get; } = [];

    /// <summary>Gets the names on which the table itself is off; each is checked otherwise.</summary>
    public HashSet<string> Disputed { get; } = [];

    public void Add(string name, double? value) => Add(name, [value]);

    public void Add(string name, ConfidenceInterval? interval)
    {
        Add(name + "_low", interval?.Low);
        Add(name + "_high", interval?.High);
    }

    public IEnumerable<string> Differences(ReferenceCase reference)
    {
        if (Status is { } status && JsonSerializer.Serialize(status).Trim('"') != reference.Status)
        {
            yield return $"{reference.Id}: status {status}, expected {reference.Status}";
        }

        foreach (var property in reference.Expected.EnumerateObject())
        {
            if (!TryGetValue(property.Name, out var actual))
            {
                if (!Disputed.Contains(property.Name))
                {
                    yield return $"{reference.Id}: nothing said about {property.Name}";
                }

                continue;
            }

            double?[] expected = property.Value.ValueKind == JsonValueKind.Array ? [.. property.Value.EnumerateArray().Select(Nullable)] : [Nullable(property.Value)];
            var tolerance = Quadrature.Contains(property.Name) ? Math.Max(1e-7, reference.Tolerance) : reference.Tolerance;
            if (actual.Length != expected.Length || !actual.Zip(expected).All(pair => IsClose(pair.First, pair.Second, tolerance)))
            {
                yield return FormattableString.Invariant($"{reference.Id}: {property.Name} = [{string.Join(", ", actual)}], expected [{string.Join(", ", expected)}]");
            }
        }
    }

    private static double? Nullable(JsonElement value) => value.ValueKind == JsonValueKind.Null ? null : value.GetDouble();

    /// <summary>The table's rule: relative to the expected value, absolute at zero; a p that underflowed is judged by its logarithm.</summary>
    private static bool IsClose(double? actual, double? expected, double tolerance) => (actual, expected) switch
    {
        (null, null) => true,
        ({ } a, { } e) when e == 0 => Math.Abs(a) <= 1e-12,
        ({ } a, { } e) when e is > 0 and < 1e-300 => a < 1e-290,
        ({ } a, { } e) => Math.Abs(a - e) <= tolerance * Math.Max(Math.Abs(e), 1e-12),
        _ => false,
    };
}
