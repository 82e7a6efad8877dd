using System.Text.Json.Nodes;

namespace ModelServing.Kubernetes.Schemas.Structural.Cel;

/// <summary>A value that may be absent: <c>self.?field</c>, <c>self[?key]</c>, <c>optional.of(x)</c>.</summary>
internal sealed record CelOptional(bool HasValue, object? Value)
{
    public static CelOptional None { get; } = new(false, null);

    public static CelFunction[] Functions { get; } =
    [
        new("optional.of", 1, values => new CelOptional(true, values[0])),
        new("optional.none", 0, _ => None),
        new("optional.ofNonZeroValue", 1, values => IsZero(values[0]) ? None : new CelOptional(true, values[0])),
    ];

    public static CelFunction[] Methods { get; } =
    [
        new("hasValue", 0, values => values is [CelOptional one] ? one.HasValue : CelError.NoOverload),
        new("value", 0, values => values is [CelOptional one] ? one.HasValue ? one.Value : new CelError("optional.none() dereference") : CelError.NoOverload),
        new("orValue", 1, values => values is [CelOptional one, var other] ? one.HasValue ? one.Value : other : CelError.NoOverload),
        new("or", 1, values => values is [CelOptional one, CelOptional other] ? one.HasValue ? one : other : CelError.NoOverload),
    ];

    /// <summary>Selects a field or an item; what is missing is no error then.</summary>
    public static object? Select(object? target, Func<object?, object?> select)
    {
        var from = target as CelOptional ?? new CelOptional(true, target);
        if (target is CelError || !from.HasValue)
        {
            return target is CelError ? target : None;
        }

        return select(from.Value) switch
        {
            CelError { IsAbsence: true } => None,
            CelError error => error,
            var value => new CelOptional(true, value),
        };
    }

    private static bool IsZero(object? value) => value is null or false or 0L or 0d or "" or JsonArray { Count: 0 } or JsonObject { Count: 0 } or List<object?> { Count: 0 };
}
