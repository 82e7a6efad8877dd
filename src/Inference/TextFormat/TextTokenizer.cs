using System.Text;

namespace ModelServing.Inference.TextFormat;

/// <summary>Cuts text-format into words, strings and punctuation.</summary>
/// <remarks><c>token = word | string | one of "{}&lt;&gt;[]:,;"</c>; <c>#</c> starts a comment; adjacent strings are one.</remarks>
internal sealed class TextTokenizer
{
    private readonly string _text;
    private int _at;
    private int _line = 1;
    private int _lineStart;

    public TextTokenizer(string text)
    {
        _text = text;
        Advance();
    }

    /// <summary>Gets the current token; empty at the end.</summary>
    public string Token { get; private set; } = "";

    /// <summary>Gets a value indicating whether the current token is a quoted string; then <see cref="Token"/> is its content.</summary>
    public bool IsString { get; private set; }

    /// <summary>Gets the content of a quoted string as bytes.</summary>
    public byte[] Bytes { get; private set; } = [];

    /// <summary>Gets a value indicating whether fields that a message does not have are passed over.</summary>
    public bool SkipsUnknown { get; init; }

    public bool AtEnd => Token.Length == 0 && !IsString;

    public int Line { get; private set; }

    public int Column { get; private set; }

    public TextFormatException Error(string problem) => new(Line, Column, problem);

    public bool TryConsume(char symbol)
    {
        if (IsString || Token.Length != 1 || Token[0] != symbol)
        {
            return false;
        }

        Advance();
        return true;
    }

    public string Take()
    {
        var token = Token;
        Advance();
        return token;
    }

    private void Advance()
    {
        SkipBlanks();
        (Line, Column, IsString, Token) = (_line, _at - _lineStart + 1, false, "");
        if (_at == _text.Length)
        {
            return;
        }

        if (_text[_at] is '"' or '\'')
        {
            ReadStrings();
        }
        else if (IsWord(_text[_at]))
        {
            var start = _at;
            while (_at < _text.Length && IsWord(_text[_at]))
            {
                _at++;
            }

            Token = _text[start.._at];
        }
        else
        {
            Token = _text[_at++].ToString();
        }
    }

    private static bool IsWord(char symbol) => char.IsAsciiLetterOrDigit(symbol) || symbol is '_' or '-' or '+' or '.' or '/';

    private void SkipBlanks()
    {
        while (_at < _text.Length && (char.IsWhiteSpace(_text[_at]) || _text[_at] == '#'))
        {
            if (_text[_at] == '#')
            {
                var end = _text.IndexOf('\n', _at);
                _at = end < 0 ? _text.Length : end;
                continue;
            }

            if (_text[_at++] == '\n')
            {
                _line++;
                _lineStart = _at;
            }
        }
    }

    private void ReadStrings()
    {
        List<byte> bytes = [];
        while (_at < _text.Length && _text[_at] is '"' or '\'')
        {
            ReadString(bytes);
            SkipBlanks();
        }

        IsString = true;
        Bytes = [.. bytes];
        Token = Encoding.UTF8.GetString(Bytes);
    }

    private void ReadString(List<byte> bytes)
    {
        var quote = _text[_at++];
        while (true)
        {
            if (_at == _text.Length || _text[_at] == '\n')
            {
                throw Error("a string is not closed on its line");
            }

            var symbol = _text[_at++];
            if (symbol == quote)
            {
                return;
            }

            if (symbol == '\\')
            {
                ReadEscape(bytes);
            }
            else
            {
                var length = char.IsHighSurrogate(symbol) && _at < _text.Length ? 2 : 1;
                bytes.AddRange(Encoding.UTF8.GetBytes(_text.Substring(_at - 1, length)));
                _at += length - 1;
            }
        }
    }

    private void ReadEscape(List<byte> bytes)
    {
        var symbol = _at < _text.Length ? _text[_at++] : '\0';
        var known = "abfnrtv\\'\"?".IndexOf(symbol, StringComparison.Ordinal);
        if (known >= 0)
        {
            bytes.Add((byte)"\a\b\f\n\r\t\v\\'\"?"[known]);
            return;
        }

        var (isDigit, radix, most) = symbol is 'x' or 'X' ? ((Func<char, bool>)char.IsAsciiHexDigit, 16, 2) : (c => c is >= '0' and <= '7', 8, 3);
        _at -= radix == 8 ? 1 : 0;
        var start = _at;
        while (_at < _text.Length && _at - start < most && isDigit(_text[_at]))
        {
            _at++;
        }

        if (_at == start)
        {
            throw Error($"unknown escape \\{symbol} in a string");
        }

        bytes.Add((byte)Convert.ToInt32(_text[start.._at], radix));
    }
}
