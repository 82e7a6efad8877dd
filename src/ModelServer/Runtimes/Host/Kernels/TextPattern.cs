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

    /// <summary>Cuts a text where the pattern's first group matches. What the group matches stays if the other pattern matches it whole.</summary>
    public List<(int Start, int End)> Split(string text, TextPattern? kept)
    {
        List<(int Start, int End)> parts = [];
        var end = 0;
        for (var match = _search.Match(text); match.Success; match = match.NextMatch())
        {
            if (match.Groups[1] is not { Success: true } delimiter)
            {
                continue;
            }

            if (delimiter.Index > end)
            {
                parts.Add((end, delimiter.Index));
            }

            if (delimiter.Length > 0 && kept is not null && kept._whole.IsMatch(delimiter.Value))
            {
                parts.Add((delimiter.Index, delimiter.Index + delimiter.Length));
            }

            end = match.Index + match.Length;
        }

        if (end < text.Length)
        {
            parts.Add((end, text.Length));
        }

        return parts;
    }

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
