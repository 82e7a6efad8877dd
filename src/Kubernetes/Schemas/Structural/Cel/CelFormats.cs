namespace ModelServing.Kubernetes.Schemas.Structural.Cel;

/// <summary>The named formats of texts, and what is wrong with a text by one.</summary>
internal static class CelFormats
{
    private static readonly CelFormat[] All =
    [
        new("dns1123Label", ObjectNames.Label1123),
        new("dns1123Subdomain", ObjectNames.Subdomain),
        new("dns1035Label", ObjectNames.Label1035),
        new("qualifiedName", ObjectNames.QualifiedName),
        new("dns1123LabelPrefix", ObjectNames.Prefix(ObjectNames.Label1123)),
        new("dns1123SubdomainPrefix", ObjectNames.Prefix(ObjectNames.Subdomain)),
        new("dns1035LabelPrefix", ObjectNames.Prefix(ObjectNames.Label1035)),
        new("labelValue", ObjectNames.LabelValue),
        new("uri", text => Formats.Matches("uri", text) ? [] : [$"parse \"{text}\": invalid URI for request"]),
        new("uuid", Unless("uuid", "does not match the UUID format")),
        new("byte", Unless("byte", "invalid base64")),
        new("date", Unless("date", "invalid date")),
        new("datetime", Unless("datetime", "invalid datetime")),
    ];

    public static CelFunction[] Functions { get; } =
    [
        new("format.named", 1, values => values is [string name] ? Array.Find(All, format => format.Name == name) is { } found ? new CelOptional(true, found) : CelOptional.None : CelError.NoOverload),
        .. All.Select(format => new CelFunction($"format.{format.Name}", 0, _ => format)),
    ];

    public static CelFunction[] Methods { get; } =
    [
        new("validate", 1, values => values is [CelFormat format, string text] ? Outcome(format.Validate(text)) : CelError.NoOverload),
    ];

    private static Func<string, IReadOnlyList<string>> Unless(string format, string problem) => text => Formats.Matches(format, text) ? [] : [problem];

    private static CelOptional Outcome(IReadOnlyList<string> problems) =>
        problems.Count == 0 ? CelOptional.None : new CelOptional(true, problems.ToList<object?>());
}

/// <summary>A format by its name.</summary>
internal sealed record CelFormat(string Name, Func<string, IReadOnlyList<string>> Validate);
