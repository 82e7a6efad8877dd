using System.Diagnostics.CodeAnalysis;

namespace ModelServing.Kubernetes.Selectors;

/// <summary>A field selector in Kubernetes' string form.</summary>
/// <remarks><c>selector = term { "," term }</c>, <c>term = path ("=" | "==" | "!=") value</c>, for example <c>spec.nodeName=node-1</c>.</remarks>
public sealed class FieldSelector
{
    private readonly List<(string Path, bool Equal, string Value)> _terms = [];

    private FieldSelector()
    {
    }

    /// <summary>Gets the selector that every object matches.</summary>
    public static FieldSelector Everything { get; } = new();

    /// <summary>Gets a value that says whether every object matches.</summary>
    public bool IsEmpty => _terms.Count == 0;

    /// <summary>Gets the paths the selector looks at.</summary>
    public IEnumerable<string> Paths => _terms.Select(term => term.Path);

    /// <summary>Reads a selector; an empty one matches everything.</summary>
    /// <param name="text">The selector, or null.</param>
    /// <param name="selector">The selector.</param>
    /// <param name="error">What is wrong with the text.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out FieldSelector? selector, [NotNullWhen(false)] out string? error)
    {
        var result = new FieldSelector();
        foreach (var term in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var at = term.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0)
            {
                selector = null;
                error = $"invalid selector: '{term}'; can't understand '{term}'";
                return false;
            }

            var equal = term[at - 1] != '!';
            var value = term[(at + 1)..].TrimStart('=');
            result._terms.Add((term[..(equal ? at : at - 1)], equal, value));
        }

        selector = result;
        error = null;
        return true;
    }

    /// <summary>Says whether an object's fields satisfy every term.</summary>
    /// <param name="field">Gives a field's text by path; empty when the object lacks it.</param>
    public bool Matches(Func<string, string> field)
    {
        foreach (var (path, equal, value) in _terms)
        {
            if (string.Equals(field(path), value, StringComparison.Ordinal) != equal)
            {
                return false;
            }
        }

        return true;
    }
}
