using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace ModelServing.ModelServer.Nodes.Processes;

/// <summary>Splits a command line into its words.</summary>
/// <remarks>
/// <c>words = { blank } { word blank { blank } }</c>, <c>word = { letter | "\" letter | "'" { letter } "'" | '"' { letter | "\" letter } '"' }</c>:
/// as a shell does, without its variables and operators.
/// </remarks>
internal static class CommandWords
{
    public static bool TrySplit(string text, [NotNullWhen(true)] out IReadOnlyList<string>? words)
    {
        List<string> found = [];
        StringBuilder? word = null;
        var quote = '\0';
        for (var i = 0; i < text.Length; i++)
        {
            var letter = text[i];
            if (letter == '\\' && quote != '\'' && i + 1 < text.Length)
            {
                word = (word ?? new()).Append(text[++i]);
            }
            else if (quote == letter)
            {
                quote = '\0';
            }
            else if (quote == '\0' && letter is '\'' or '"')
            {
                (quote, word) = (letter, word ?? new());
            }
            else if (quote == '\0' && char.IsWhiteSpace(letter))
            {
                AddWord();
            }
            else
            {
                word = (word ?? new()).Append(letter);
            }
        }

        AddWord();
        words = quote == '\0' ? found : null;
        return words is not null;

        void AddWord()
        {
            if (word is not null)
            {
                found.Add(word.ToString());
                word = null;
            }
        }
    }
}
