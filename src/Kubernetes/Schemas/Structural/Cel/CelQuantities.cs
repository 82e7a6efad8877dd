using System.Globalization;

namespace ModelServing.Kubernetes.Schemas.Structural.Cel;

/// <summary>Functions of amounts such as <c>1.5Gi</c>.</summary>
internal static class CelQuantities
{
    private static readonly string[] Decimals = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
    private static readonly string[] Binaries = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

    public static CelFunction[] Functions { get; } =
    [
        new("isQuantity", 1, values => values is [string text] ? TryParse(text, out _) : CelError.NoOverload),
        new("quantity", 1, values => values switch
        {
            [string text] => TryParse(text, out var quantity) ? quantity : new CelError($"quantity parse error: {Quantities.Problem(text) ?? "out of range"}"),
            [long number] => new CelQuantity(number), // a quantity may be written as a number
            _ => CelError.NoOverload,
        }),
    ];

    public static CelFunction[] Methods { get; } =
    [
        new("compareTo", 1, values => Two(values, (a, b) => (long)a.CompareTo(b))),
        new("isGreaterThan", 1, values => Two(values, (a, b) => a > b)),
        new("isLessThan", 1, values => Two(values, (a, b) => a < b)),
        new("add", 1, values => Sum(values, 1)),
        new("sub", 1, values => Sum(values, -1)),
        new("sign", 0, values => values is [CelQuantity one] ? (long)Math.Sign(one.Value) : CelError.NoOverload),
        new("isInteger", 0, values => values is [CelQuantity one] ? one.IsInteger : CelError.NoOverload),
        new("asInteger", 0, values => values is [CelQuantity one] ? one.IsInteger ? (long)one.Value : new CelError("cannot convert value to integer") : CelError.NoOverload),
        new("asApproximateFloat", 0, values => values is [CelQuantity one] ? (double)one.Value : CelError.NoOverload),
    ];

    private static object? Two(object?[] values, Func<decimal, decimal, object?> function) =>
        values is [CelQuantity one, CelQuantity other] ? function(one.Value, other.Value) : CelError.NoOverload;

    private static object Sum(object?[] values, int sign) => values switch
    {
        [CelQuantity one, CelQuantity other] => new CelQuantity(one.Value + (sign * other.Value)),
        [CelQuantity one, long other] => new CelQuantity(one.Value + (sign * other)),
        _ => CelError.NoOverload,
    };

    private static bool TryParse(string text, out CelQuantity quantity)
    {
        quantity = new(0);
        if (Quantities.Problem(text) is not null)
        {
            return false;
        }

        var unit = new string([.. text.Reverse().TakeWhile(char.IsAsciiLetter).Reverse()]);
        var scale = Array.IndexOf(Binaries, unit) is var binary and > 0 ? Power(1024, binary) : Power(1000, Array.IndexOf(Decimals, unit) - 3);
        var parsed = decimal.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.Float, CultureInfo.InvariantCulture, out var number);
        try
        {
            quantity = new(number * scale);
            return parsed;
        }
        catch (OverflowException)
        {
            return false;
        }
    }

    private static decimal Power(decimal value, int exponent) => exponent < 0 ? 1 / Power(value, -exponent) : exponent == 0 ? 1 : value * Power(value, exponent - 1);
}

/// <summary>An amount.</summary>
internal readonly record struct CelQuantity(decimal Value)
{
    public bool IsInteger => Value == decimal.Truncate(Value) && Value is >= long.MinValue and <= long.MaxValue;
}
