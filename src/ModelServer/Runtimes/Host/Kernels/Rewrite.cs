using System.Text;
using System.Text.RegularExpressions;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>What takes a match's place.</summary>
/// <remarks><c>rewrite = { text / "\" digit / "\\" }</c>, where <c>\0</c> is the whole match.</remarks>
internal sealed class Rewrite(string text)
{
    public void AppendTo(StringBuilder result, Match match)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                result.Append(text[i]);
            }
            else if (++i < text.Length && char.IsAsciiDigit(text[i]))
            {
                result.Append(match.Groups[text[i] - '0'].ValueSpan);
            }
            else if (i < text.Length && text[i] == '\\')
            {
                result.Append('\\');
            }
            else
            {
                throw Shapes.Invalid($"Invalid rewrite pattern: {text}");
            }
        }
    }
}
