using System.Globalization;

namespace ModelServing.Kubernetes.Schemas.Structural.Cel;

/// <summary>The functions; null for those that are not supported.</summary>
internal static class CelFunctions
{
    public static CelExpression List(List<CelExpression> items) => scope =>
    {
        List<object?> values = [.. items.Select(item => item(scope))];
        return values.Find(value => value is CelError) ?? values;
    };

    public static CelExpression? Function(string name, List<CelExpression> arguments) => (name, arguments.Count) switch
    {
        ("size", 1) => Strict(arguments[0], Size),
        ("string", 1) => Strict(arguments[0], value => (object?)CelValues.ToText(value) ?? CelError.NoOverload),
        ("int", 1) => Strict(arguments[0], ToInteger),
        ("double", 1) => Strict(arguments[0], ToNumber),
        ("dyn", 1) => arguments[0],
        _ => CelLibrary.Function(name, arguments),
    };

    public static CelExpression? Method(string name, CelExpression target, List<CelExpression> arguments) => (name, arguments.Count) switch
    {
        ("size", 0) => Strict(target, Size),
        ("startsWith", 1) => Text(target, arguments[0], (text, part) => text.StartsWith(part, StringComparison.Ordinal)),
        ("endsWith", 1) => Text(target, arguments[0], (text, part) => text.EndsWith(part, StringComparison.Ordinal)),
        ("contains", 1) => Text(target, arguments[0], (text, part) => text.Contains(part, StringComparison.Ordinal)),
        ("matches", 1) => Text(target, arguments[0], (text, pattern) => Patterns.Of(pattern) is { } regex ? regex.IsMatch(text) : new CelError($"invalid pattern: {pattern}")),
        ("lowerAscii", 0) => Strict(target, value => value is string text ? text.ToLowerInvariant() : CelError.NoOverload),
        ("upperAscii", 0) => Strict(target, value => value is string text ? text.ToUpperInvariant() : CelError.NoOverload),
        ("trim", 0) => Strict(target, value => value is string text ? text.Trim() : CelError.NoOverload),
        _ => CelLibrary.Method(name, target, arguments),
    };

    private static CelExpression Strict(CelExpression argument, Func<object?, object?> function) =>
        scope => argument(scope) is var value && value is CelError ? value : function(value);

    private static CelExpression Text(CelExpression target, CelExpression argument, Func<string, string, object> function) => scope => (target(scope), argument(scope)) switch
    {
        (CelError error, _) => error,
        (_, CelError error) => error,
        (string text, string part) => function(text, part),
        _ => CelError.NoOverload,
    };

    private static object Size(object? value) => value is string text
        ? (long)(text.Length - text.Count(char.IsLowSurrogate))
        : CelValues.Items(value) is { } items ? (long)items.Count : CelError.NoOverload;

    private static object ToInteger(object? value) => value switch
    {
        long number => number,
        double number when Math.Abs(number) < 9e18 => (long)number,
        string text when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        _ => new CelError("type conversion error"),
    };

    private static object ToNumber(object? value) => value switch
    {
        double number => number,
        long number => (double)number,
        string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        _ => new CelError("type conversion error"),
    };
}
