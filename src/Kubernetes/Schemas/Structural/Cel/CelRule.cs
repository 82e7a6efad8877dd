using System.Text.Json;

namespace ModelServing.Kubernetes.Schemas.Structural.Cel;

/// <summary>One entry of <c>x-kubernetes-validations</c>.</summary>
internal sealed record CelRule(string Text, CelExpression Expression, bool UsesOldSelf)
{
    /// <summary>Gets a value that says whether the rule is also asked about new values, whose former one is <c>optional.none()</c>.</summary>
    public bool OptionalOldSelf { get; init; }

    public string? Message { get; init; }

    public CelExpression? MessageExpression { get; init; }

    public string? Reason { get; init; }

    public string? FieldPath { get; init; }

    /// <summary>Reads a schema's rules; those that cannot be evaluated are named instead.</summary>
    public static CelRule[] ReadAll(JsonElement schema, List<string> unevaluated)
    {
        if (schema.Member("x-kubernetes-validations") is not { ValueKind: JsonValueKind.Array } entries)
        {
            return [];
        }

        var rules = new List<CelRule>();
        foreach (var entry in entries.EnumerateArray())
        {
            var text = entry.Text("rule") ?? "";
            if (CelParser.Compile(text, out var usesOldSelf, out var problem) is not { } expression)
            {
                unevaluated.Add($"validation rule is not evaluated: {OneLine(text)}: {problem}");
                continue;
            }

            rules.Add(new CelRule(text, expression, usesOldSelf)
            {
                OptionalOldSelf = entry.Flag("optionalOldSelf"),
                Message = entry.Text("message"),
                MessageExpression = entry.Text("messageExpression") is { } message ? CelParser.Compile(message, out _, out _) : null,
                Reason = entry.Text("reason"),
                FieldPath = entry.Text("fieldPath"),
            });
        }

        return [.. rules];
    }

    public static string OneLine(string text) => string.Join(' ', text.Split((char[])[' ', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries));
}
