namespace ModelServing.Kubernetes.Schemas.Structural.Cel;

/// <summary>Functions of semantic versions.</summary>
internal static class CelVersions
{
    public static CelFunction[] Functions { get; } =
    [
        new("isSemver", 1, values => values is [string text] ? CelVersion.Parse(text) is CelVersion : CelError.NoOverload),
        new("isSemver", 2, values => values is [string text, bool normalize] ? Parse(text, normalize) is CelVersion : CelError.NoOverload),
        new("semver", 1, values => values is [string text] ? CelVersion.Parse(text) : CelError.NoOverload),
        new("semver", 2, values => values is [string text, bool normalize] ? Parse(text, normalize) : CelError.NoOverload),
    ];

    public static CelFunction[] Methods { get; } =
    [
        new("major", 0, values => values is [CelVersion version] ? version.Major : CelError.NoOverload),
        new("minor", 0, values => values is [CelVersion version] ? version.Minor : CelError.NoOverload),
        new("patch", 0, values => values is [CelVersion version] ? version.Patch : CelError.NoOverload),
        new("compareTo", 1, values => values is [CelVersion one, CelVersion other] ? (long)one.CompareTo(other) : CelError.NoOverload),
        new("isGreaterThan", 1, values => values is [CelVersion one, CelVersion other] ? one.CompareTo(other) > 0 : CelError.NoOverload),
        new("isLessThan", 1, values => values is [CelVersion one, CelVersion other] ? one.CompareTo(other) < 0 : CelError.NoOverload),
    ];

    private static object Parse(string text, bool normalize) => CelVersion.Parse(normalize ? Normalize(text) : text);

    /// <summary>Completes a version that is written as people do: <c>v1.02</c> is <c>1.2.0</c>. What cannot be completed stays as it is, and is none.</summary>
    private static string Normalize(string text)
    {
        var parts = (text.StartsWith('v') ? text[1..] : text).Split('.', 3);
        var isComplete = parts.Length == 3;
        if (!isComplete && parts[^1].AsSpan().ContainsAny('+', '-'))
        {
            return text;
        }

        var numbers = parts.Select(part => part.TrimStart('0') is var rest && (rest.Length == 0 || !char.IsAsciiDigit(rest[0])) && part.Length > 0 ? $"0{rest}" : rest);
        return string.Join('.', numbers.Concat(Enumerable.Repeat("0", 3 - parts.Length)));
    }
}
