using System.Text.RegularExpressions;

namespace ModelServing.Gateway.Routes;

/// <summary>An Istio StringMatch: exact, prefix, or a regular expression over the whole value.</summary>
internal sealed class StringCondition(StringConditionKind kind, string value, bool ignoreCase)
{
    private readonly StringComparison _comparison = ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
    private readonly Regex? _regex = kind == StringConditionKind.Regex ? Compile(value, ignoreCase) : null;

    public StringConditionKind Kind { get; } = kind;

    public string Value { get; } = value;

    public bool Matches(string candidate) => Kind switch
    {
        StringConditionKind.Exact => string.Equals(candidate, Value, _comparison),
        StringConditionKind.Prefix => candidate.StartsWith(Value, _comparison),
        _ => _regex!.IsMatch(candidate), // set for the only remaining kind
    };

    // Without backtracking the time is linear in the input, which is a client's to choose.
    private static Regex Compile(string pattern, bool ignoreCase) => new(
        $"^(?:{pattern})$",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | (ignoreCase ? RegexOptions.IgnoreCase : RegexOptions.None));
}
