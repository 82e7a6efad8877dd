using System.Globalization;
using System.Text;

namespace ModelServing.Kubernetes.Schemas.Structural.Cel;

/// <summary>Splits an expression into tokens.</summary>
internal sealed class CelLexer(string text)
{
    private static readonly string[] Operators = ["&&", "||", "==", "!=", "<=", ">=", "<", ">", "+", "-", "*", "/", "%", "!", "?", ":", ".", ",", "(", ")", "[", "]"];

    private int _at;

    /// <summary>Gives the tokens, or null with the reason.</summary>
    public List<CelToken>? Read(out string problem)
    {
        var tokens = new List<CelToken>();
        while (true)
        {
            SkipBlanks();
            if (_at >= text.Length)
            {
                tokens.Add(new CelToken('e', "end of expression"));
                problem = "";
                return tokens;
            }

            if (Next() is not { } token)
            {
                problem = $"unexpected character '{text[Math.Min(_at, text.Length - 1)]}'";
                return null;
            }

            tokens.Add(token);
        }
    }

    private CelToken? Next()
    {
        var letter = text[_at];
        if (letter is '"' or '\'')
        {
            return ReadText(isRaw: false);
        }

        if (letter is 'r' or 'R' && _at + 1 < text.Length && text[_at + 1] is '"' or '\'')
        {
            _at++;
            return ReadText(isRaw: true);
        }

        if (char.IsAsciiDigit(letter))
        {
            return ReadNumber();
        }

        if (char.IsAsciiLetter(letter) || letter == '_')
        {
            var start = _at;
            while (_at < text.Length && (char.IsAsciiLetterOrDigit(text[_at]) || text[_at] == '_'))
            {
                _at++;
            }

            return new CelToken('n', text[start.._at]);
        }

        if (Operators.FirstOrDefault(operation => text.AsSpan(_at).StartsWith(operation, StringComparison.Ordinal)) is not { } found)
        {
            return null;
        }

        _at += found.Length;
        return new CelToken('o', found);
    }

    private void SkipBlanks()
    {
        while (_at < text.Length && (char.IsWhiteSpace(text[_at]) || text.AsSpan(_at).StartsWith("//", StringComparison.Ordinal)))
        {
            if (text[_at] == '/')
            {
                var end = text.IndexOf('\n', _at);
                _at = end < 0 ? text.Length : end;
            }
            else
            {
                _at++;
            }
        }
    }

    private CelToken? ReadNumber()
    {
        var start = _at;
        while (_at < text.Length && (char.IsAsciiLetterOrDigit(text[_at]) || text[_at] == '.' || (text[_at] is '+' or '-' && text[_at - 1] is 'e' or 'E')))
        {
            _at++;
        }

        var digits = text[start.._at].TrimEnd('u', 'U');
        if (digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            return long.TryParse(digits.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hex) ? new CelToken('#', digits, hex) : null;
        }

        if (long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var integer))
        {
            return new CelToken('#', digits, integer);
        }

        return double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? new CelToken('#', digits, number) : null;
    }

    private CelToken? ReadText(bool isRaw)
    {
        var quote = text[_at].ToString();
        if (text.AsSpan(_at).StartsWith($"{quote}{quote}{quote}", StringComparison.Ordinal))
        {
            quote = $"{quote}{quote}{quote}";
        }

        _at += quote.Length;
        var value = new StringBuilder();
        while (_at < text.Length)
        {
            if (text.AsSpan(_at).StartsWith(quote, StringComparison.Ordinal))
            {
                _at += quote.Length;
                return new CelToken('s', value.ToString(), value.ToString());
            }

            if (text[_at] != '\\' || isRaw)
            {
                value.Append(text[_at++]);
            }
            else if (!TryReadEscape(value))
            {
                return null;
            }
        }

        return null;
    }

    private bool TryReadEscape(StringBuilder value)
    {
        if (_at + 1 >= text.Length)
        {
            return false;
        }

        var letter = text[_at + 1];
        var digits = letter switch { 'x' => 2, 'u' => 4, _ => 0 };
        if (digits > 0)
        {
            if (_at + 2 + digits > text.Length
                || !int.TryParse(text.AsSpan(_at + 2, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
            {
                return false;
            }

            value.Append((char)code);
            _at += 2 + digits;
            return true;
        }

        var index = "nrtabfv\\\"'`?".IndexOf(letter, StringComparison.Ordinal);
        if (index < 0)
        {
            return false;
        }

        value.Append("\n\r\t\a\b\f\v\\\"'`?"[index]);
        _at += 2;
        return true;
    }
}
