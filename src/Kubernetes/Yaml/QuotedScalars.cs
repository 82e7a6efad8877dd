using System.Text;
using YamlDotNet.Core;

namespace ModelServing.Kubernetes.Yaml;

/// <summary>
/// Quoted scalars over several lines: kubectl's parser takes continuation lines that are indented no deeper than the key, YamlDotNet does
/// not. Leading blanks of such lines do not count, so that indenting them changes nothing else.
/// </summary>
internal static class QuotedScalars
{
    private const string Refusal = "found wrong indentation";

    /// <summary>Indents the scalar that a parser stumbled over; null when it stumbled over something else.</summary>
    public static string? Indent(string text, YamlException failure)
    {
        var start = (int)failure.Start.Index;
        if (!failure.Message.Contains(Refusal, StringComparison.Ordinal) || start >= text.Length || text[start] is not ('"' or '\'') || End(text, start) is not { } end)
        {
            return null;
        }

        var indented = new StringBuilder(text, 0, start, text.Length + 1024);
        foreach (var letter in text.AsSpan(start, end - start))
        {
            indented.Append(letter);
            if (letter == '\n')
            {
                indented.Append(' ', (int)failure.Start.Column);
            }
        }

        return indented.Append(text, end, text.Length - end).ToString();
    }

    /// <summary>Gives where the closing quote is.</summary>
    private static int? End(string text, int start)
    {
        var quote = text[start];
        for (var i = start + 1; i < text.Length; i++)
        {
            if (text[i] == '\\' && quote == '"')
            {
                i++;
            }
            else if (text[i] == quote)
            {
                if (quote == '"' || i + 1 == text.Length || text[i + 1] != quote)
                {
                    return i;
                }

                i++;
            }
        }

        return null;
    }
}
