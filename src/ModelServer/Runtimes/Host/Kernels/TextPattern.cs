using System.Text;
using System.Text.RegularExpressions;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>A pattern in RE2's syntax, matched in time linear in the text as RE2 does.</summary>
internal sealed class TextPattern
{
    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    private readonly Regex _search;
    private readonly Regex _whole;

    private TextPattern(string translated)
    {
        _search = new Regex(translated, Options);
        _whole = new Regex($@"\A(?:{translated})\z", Options);
    }

    /// <exception cref="Loading.ModelRunException">The pattern is invalid.</exception>
    public static TextPattern Create(string pattern)
    {
        try
        {
            return new TextPattern(RegexSyntax.Translate(pattern));
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw Shapes.Invalid($"Invalid pattern: {pattern}, error: {e.Message}");
        }
    }

    public bool MatchesWhole(ReadOnlyMemory<byte> text) => _whole.IsMatch(ByteText.Decode(text.Span));

    /// <summary>Replaces the first match or all; an empty match right after another does not count.</summary>
    public ReadOnlyMemory<byte> Replace(ReadOnlyMemory<byte> bytes, Rewrite rewrite, bool isGlobal)
    {
        var text = ByteText.Decode(bytes.Span);
        var match = _search.Match(text);
        if (!match.Success)
        {
            return bytes;
        }

        var result = new StringBuilder(text.Length);
        var copied = 0;
        for (var isFirst = true; match.Success && (isGlobal || isFirst); match = match.NextMatch())
        {
            if (match.Length == 0 && match.Index == copied && !isFirst)
            {
                continue;
            }

            result.Append(text, copied, match.Index - copied);
            rewrite.AppendTo(result, match);
            copied = match.Index + match.Length;
            isFirst = false;
        }

        return ByteText.Encode(result.Append(text, copied, text.Length - copied).ToString());
    }
}
