using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace ModelServing.Kubernetes.Selectors;

/// <summary>A label selector in Kubernetes' string form.</summary>
/// <remarks>
/// <c>selector = term { "," term }</c>, <c>term = key | "!" key | key ("=" | "==" | "!=") value | key ("in" | "notin") "(" values ")" | key (">" | "&lt;") number</c>.
/// </remarks>
public sealed partial class LabelSelector
{
    private readonly IReadOnlyList<LabelRequirement> _requirements;

    private LabelSelector(IReadOnlyList<LabelRequirement> requirements) => _requirements = requirements;

    /// <summary>Gets the selector that every object matches.</summary>
    public static LabelSelector Everything { get; } = new([]);

    /// <summary>Gets a value that says whether every object matches.</summary>
    public bool IsEmpty => _requirements.Count == 0;

    /// <summary>Reads a selector; an empty one matches everything.</summary>
    /// <param name="text">The selector, or null.</param>
    /// <param name="selector">The selector.</param>
    /// <param name="error">What is wrong with the text.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out LabelSelector? selector, [NotNullWhen(false)] out string? error)
    {
        var requirements = new List<LabelRequirement>();
        foreach (var term in Split(text ?? ""))
        {
            if (ParseTerm(term) is not { } requirement)
            {
                selector = null;
                error = $"unable to parse requirement: {term}";
                return false;
            }

            requirements.Add(requirement);
        }

        selector = new LabelSelector(requirements);
        error = null;
        return true;
    }

    /// <summary>Says whether an object's labels satisfy every term.</summary>
    /// <param name="label">Gives a label's value, or null when the object lacks it.</param>
    public bool Matches(Func<string, string?> label)
    {
        foreach (var requirement in _requirements)
        {
            if (!requirement.Matches(label(requirement.Key)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Says whether labels satisfy every term.</summary>
    /// <param name="labels">The labels, or null for none.</param>
    public bool Matches(IDictionary<string, string>? labels) =>
        Matches(key => labels is not null && labels.TryGetValue(key, out var value) ? value : null);

    /// <summary>Commas inside parentheses belong to a value set.</summary>
    private static IEnumerable<string> Split(string text)
    {
        var depth = 0;
        var start = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i == text.Length || (text[i] == ',' && depth == 0))
            {
                if (text[start..i].Trim() is { Length: > 0 } term)
                {
                    yield return term;
                }

                start = i + 1;
            }
            else
            {
                depth += text[i] switch { '(' => 1, ')' => -1, _ => 0 };
            }
        }
    }

    private static LabelRequirement? ParseTerm(string term)
    {
        if (SetTerm().Match(term) is { Success: true } set)
        {
            var values = set.Groups["values"].Value.Split(',', StringSplitOptions.TrimEntries);
            return new(set.Groups["key"].Value, set.Groups["op"].Value == "in" ? LabelOperator.In : LabelOperator.NotIn, values);
        }

        if (PlainTerm().Match(term) is not { Success: true } plain)
        {
            return null;
        }

        var key = plain.Groups["key"].Value;
        string[] value = [plain.Groups["value"].Value];
        return (plain.Groups["not"].Success, plain.Groups["op"].Value) switch
        {
            (true, "") => new(key, LabelOperator.Absent, []),
            (true, _) => null,
            (_, "") => new(key, LabelOperator.Exists, []),
            (_, "!=") => new(key, LabelOperator.NotIn, value),
            (_, ">") => new(key, LabelOperator.GreaterThan, value),
            (_, "<") => new(key, LabelOperator.LessThan, value),
            _ => new(key, LabelOperator.In, value),
        };
    }

    [GeneratedRegex(@"^(?<key>[A-Za-z0-9./_-]+)\s+(?<op>in|notin)\s*\((?<values>[^()]*)\)$")]
    private static partial Regex SetTerm();

    [GeneratedRegex(@"^(?<not>!)?\s*(?<key>[A-Za-z0-9./_-]+)\s*((?<op>==|=|!=|>|<)\s*(?<value>[A-Za-z0-9._-]*))?$")]
    private static partial Regex PlainTerm();
}
