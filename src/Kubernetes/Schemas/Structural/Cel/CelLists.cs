using System.Text.Json.Nodes;

namespace ModelServing.Kubernetes.Schemas.Structural.Cel;

/// <summary>Functions of lists.</summary>
internal static class CelLists
{
    public static CelFunction[] Methods { get; } =
    [
        new("isSorted", 0, values => Of(values[0]) is { } items ? items.Zip(items.Skip(1)).All(pair => CelOperators.Apply("<=", pair.First, pair.Second) is true) : CelError.NoOverload),
        new("sum", 0, values => Of(values[0]) is { } items ? items.Aggregate((object?)0L, (sum, item) => sum is 0L ? item : CelOperators.Apply("+", sum, item)) : CelError.NoOverload),
        new("min", 0, values => Extreme(values[0], "<", "min")),
        new("max", 0, values => Extreme(values[0], ">", "max")),
        new("indexOf", 1, values => Of(values[0]) is { } items ? (long)items.FindIndex(item => CelValues.AreEqual(item, values[1])) : CelError.NoOverload),
        new("lastIndexOf", 1, values => Of(values[0]) is { } items ? (long)items.FindLastIndex(item => CelValues.AreEqual(item, values[1])) : CelError.NoOverload),
    ];

    public static CelFunction[] Functions { get; } =
    [
        new("sets.contains", 2, values => Sets(values, (all, some) => some.TrueForAll(item => Has(all, item)))),
        new("sets.intersects", 2, values => Sets(values, (one, other) => other.Exists(item => Has(one, item)))),
        new("sets.equivalent", 2, values => Sets(values, (one, other) => other.TrueForAll(item => Has(one, item)) && one.TrueForAll(item => Has(other, item)))),
    ];

    /// <summary>Gives a list's items; null for anything else, maps too.</summary>
    public static List<object?>? Of(object? value) => value is JsonObject ? null : CelValues.Items(value);

    private static bool Has(List<object?> items, object? wanted) => items.Exists(item => CelValues.AreEqual(item, wanted));

    private static object Sets(object?[] values, Func<List<object?>, List<object?>, bool> test) =>
        Of(values[0]) is { } one && Of(values[1]) is { } other ? test(one, other) : CelError.NoOverload;

    private static object? Extreme(object? list, string operation, string name) => Of(list) switch
    {
        null => CelError.NoOverload,
        [] => new CelError($"{name} called on empty list"),
        var items => items.Aggregate((best, item) => CelOperators.Apply(operation, item, best) is true ? item : best),
    };
}
