namespace ModelServing.Kubernetes.Schemas.Structural.Cel;

/// <summary>Functions of strings.</summary>
internal static class CelTexts
{
    public static CelFunction[] Methods { get; } =
    [
        new("charAt", 1, values => values is [string text, long index] ? InRange(text, index) ? index == text.Length ? "" : text[(int)index].ToString() : OutOfRange(index) : CelError.NoOverload),
        new("indexOf", 1, values => values is [string text, string part] ? (long)text.IndexOf(part, StringComparison.Ordinal) : CelError.NoOverload),
        new("indexOf", 2, values => values is [string text, string part, long from] ? InRange(text, from) ? (long)text.IndexOf(part, (int)from, StringComparison.Ordinal) : OutOfRange(from) : CelError.NoOverload),
        new("lastIndexOf", 1, values => values is [string text, string part] ? (long)text.LastIndexOf(part, StringComparison.Ordinal) : CelError.NoOverload),
        new("replace", 2, values => values is [string text, string old, string by] ? Replace(text, old, by, -1) : CelError.NoOverload),
        new("replace", 3, values => values is [string text, string old, string by, long count] ? Replace(text, old, by, count) : CelError.NoOverload),
        new("split", 1, values => values is [string text, string by] ? Split(text, by, -1) : CelError.NoOverload),
        new("split", 2, values => values is [string text, string by, long count] ? Split(text, by, count) : CelError.NoOverload),
        new("substring", 1, values => values is [string text, long from] ? RangeProblem(text, from, text.Length) ?? (object)text[(int)from..] : CelError.NoOverload),
        new("substring", 2, values => values is [string text, long from, long to] ? RangeProblem(text, from, to) ?? (object)text[(int)from..(int)to] : CelError.NoOverload),
        new("find", 1, values => values is [string text, string pattern] ? Match(text, pattern, found => found.Count == 0 ? "" : found[0]) : CelError.NoOverload),
        new("findAll", 1, values => values is [string text, string pattern] ? Match(text, pattern, found => found.ConvertAll(match => (object?)match)) : CelError.NoOverload),
        new("join", 0, values => Join(values[0], "")),
        new("join", 1, values => values[1] is string by ? Join(values[0], by) : CelError.NoOverload),
    ];

    private static bool InRange(string text, long index) => index >= 0 && index <= text.Length;

    private static CelError OutOfRange(long index) => new($"index out of range: {index}");

    private static CelError? RangeProblem(string text, long from, long to)
    {
        if (!InRange(text, from) || !InRange(text, to))
        {
            return OutOfRange(InRange(text, from) ? to : from);
        }

        return from > to ? new CelError($"invalid substring range. start: {from}, end: {to}") : null;
    }

    private static string Replace(string text, string old, string by, long count) => count < 0 && old.Length > 0
        ? text.Replace(old, by, StringComparison.Ordinal)
        : string.Join(by, Parts(text, old, count < 0 ? int.MaxValue : count + 1));

    private static List<object?> Split(string text, string by, long count) => count == 0
        ? []
        : Parts(text, by, count < 0 ? int.MaxValue : count).ConvertAll(part => (object?)part);

    private static List<string> Parts(string text, string by, long count) => by.Length > 0
        ? [.. text.Split(by, (int)Math.Min(count, int.MaxValue))]
        : [.. text.Take((int)Math.Min(count, text.Length) - 1).Select(letter => letter.ToString()), text[Math.Max(0, (int)Math.Min(count, text.Length) - 1)..]];

    private static object Match(string text, string pattern, Func<List<string>, object> result) =>
        Patterns.Of(pattern) is { } regex ? result([.. regex.Matches(text).Select(match => match.Value)]) : new CelError($"invalid pattern: {pattern}");

    private static object Join(object? list, string by) =>
        CelLists.Of(list) is { } items && items.TrueForAll(item => item is string) ? string.Join(by, items) : CelError.NoOverload;
}
