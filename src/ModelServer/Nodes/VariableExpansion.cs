using System.Text;

namespace ModelServing.ModelServer.Nodes;

/// <summary>Replaces <c>$(NAME)</c> in arguments and values; <c>$$(NAME)</c> is a literal, and an unknown name stays as written.</summary>
internal static class VariableExpansion
{
    public static string Expand(string text, IReadOnlyDictionary<string, string> variables)
    {
        var expanded = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var next = i + 1 < text.Length ? text[i + 1] : '\0';
            var end = text[i] == '$' && next == '(' ? text.IndexOf(')', i) : -1;
            if (text[i] == '$' && next == '$')
            {
                expanded.Append('$');
                i++;
            }
            else if (end > 0 && variables.TryGetValue(text[(i + 2)..end], out var value))
            {
                expanded.Append(value);
                i = end;
            }
            else
            {
                expanded.Append(text[i]);
            }
        }

        return expanded.ToString();
    }
}
