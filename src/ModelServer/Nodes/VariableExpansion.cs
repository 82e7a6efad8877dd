using System.Text;
using k8s.Models;

namespace ModelServing.ModelServer.Nodes;

/// <summary>Replaces <c>$(NAME)</c> in arguments and values; <c>$$(NAME)</c> is a literal, and an unknown name stays as written.</summary>
internal static class VariableExpansion
{
    /// <summary>Whether a container's words refer to variables.</summary>
    public static bool IsUsedBy(V1Container container)
    {
        var values = (container.Env ?? []).Select(variable => variable.Value).Concat((container.VolumeMounts ?? []).Select(mount => mount.SubPathExpr));
        return (container.Command ?? []).Concat(container.Args ?? []).Concat(values).Any(text => text?.Contains("$(", StringComparison.Ordinal) == true);
    }

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
