using System.Globalization;
using System.Text;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Translates patterns in RE2's syntax into .NET's: classes are of ASCII, and <c>$</c> is the very end.</summary>
internal sealed class RegexSyntax
{
    private static readonly Dictionary<string, string> Classes = new(StringComparer.Ordinal)
    {
        ["alnum"] = "0-9A-Za-z", ["alpha"] = "A-Za-z", ["ascii"] = @"\x00-\x7F", ["blank"] = @"\t ", ["cntrl"] = @"\x00-\x1F\x7F", ["digit"] = "0-9",
        ["graph"] = "!-~", ["lower"] = "a-z", ["print"] = " -~", ["punct"] = @"!-/:-@\[-`{-~", ["space"] = @"\t\n\v\f\r ", ["upper"] = "A-Z",
        ["word"] = "0-9A-Za-z_", ["xdigit"] = "0-9A-Fa-f",
    };

    private readonly string _pattern;
    private readonly StringBuilder _result = new();
    private int _position;
    private bool _isMultiline;

    private RegexSyntax(string pattern) => _pattern = pattern;

    /// <exception cref="ArgumentException">The pattern is not RE2's, or beyond what can be translated.</exception>
    public static string Translate(string pattern)
    {
        var syntax = new RegexSyntax(pattern);
        while (syntax._position < pattern.Length)
        {
            syntax.Next();
        }

        return syntax._result.ToString();
    }

    private void Next()
    {
        switch (_pattern[_position])
        {
            case '\\':
                Escape(isInClass: false);
                break;
            case '[':
                Class();
                break;
            case '(' when Follows("(?"):
                Group();
                break;
            case '$' when !_isMultiline:
                _result.Append(@"\z");
                _position++;
                break;
            case '^' when !_isMultiline:
                _result.Append(@"\A");
                _position++;
                break;
            default:
                _result.Append(_pattern[_position++]);
                break;
        }
    }

    private bool Follows(string text) => string.CompareOrdinal(_pattern, _position, text, 0, text.Length) == 0;

    /// <summary>Named groups become plain ones: replacements know numbers only, and .NET would number the named ones last.</summary>
    private void Group()
    {
        var name = Follows("(?P<") ? 4 : Follows("(?<") ? 3 : 0;
        if (name > 0)
        {
            var end = _pattern.IndexOf('>', _position);
            _position = end > _position + name && _pattern[_position + name] is not ('=' or '!') ? end + 1 : throw new ArgumentException($"invalid perl operator: {_pattern[_position..]}");
            _result.Append('(');
            return;
        }

        var close = _pattern.IndexOfAny([':', ')'], _position);
        var flags = close < 0 ? "?" : _pattern[(_position + 2)..close];
        if (flags.Any(flag => flag is not ('i' or 'm' or 's' or '-')))
        {
            throw new ArgumentException($"invalid or unsupported perl operator: (?{flags}");
        }

        _isMultiline |= flags.Split('-')[0].Contains('m', StringComparison.Ordinal);
        _result.Append(_pattern, _position, close + 1 - _position);
        _position = close + 1;
    }

    private void Class()
    {
        var start = _result.Length;
        _position++;
        var isNegated = _position < _pattern.Length && _pattern[_position] == '^';
        _position += isNegated ? 1 : 0;
        var supplementary = new SupplementaryRanges();
        for (var isFirst = true; _position < _pattern.Length && (isFirst || _pattern[_position] != ']'); isFirst = false)
        {
            if (!TrySupplementary(supplementary))
            {
                ClassMember();
            }
        }

        if (_position == _pattern.Length)
        {
            throw new ArgumentException($"missing ]: {_pattern}");
        }

        _position++;
        var members = _result.ToString(start, _result.Length - start);
        _result.Length = start;
        _result.Append(
            isNegated ? Negated(members, supplementary)
            : supplementary.IsEmpty ? $"[{members}]"
            : $"(?:{string.Join('|', [.. members.Length > 0 ? [$"[{members}]"] : Array.Empty<string>(), .. supplementary.Alternatives(isNegated: false)])})");
    }

    /// <summary>What is of two units is one character. A second unit alone is a byte that is no UTF-8, unless the first was left out.</summary>
    private static string Negated(string members, SupplementaryRanges supplementary) =>
        $@"(?:[^{members}\uD800-{(supplementary.IsEmpty ? @"\uDBFF" : @"\uDFFF")}]|{string.Join('|', supplementary.Alternatives(isNegated: true))})";

    /// <summary>Reads a character or a range that ends beyond what one unit holds.</summary>
    private bool TrySupplementary(SupplementaryRanges ranges)
    {
        var position = _position;
        if (!TryCode(ref position, out var from))
        {
            return false;
        }

        var (to, end) = (from, position + 1);
        if (position < _pattern.Length && _pattern[position] == '-' && TryCode(ref end, out var last))
        {
            (to, position) = (last, end);
        }

        if (to <= char.MaxValue)
        {
            return false;
        }

        if (to < from)
        {
            throw new ArgumentException($"invalid character class range: {_pattern[_position..position]}");
        }

        if (from <= char.MaxValue)
        {
            _result.Append(CultureInfo.InvariantCulture, $@"\u{from:X4}-\uFFFF");
        }

        ranges.Add(Math.Max(from, char.MaxValue + 1), to);
        _position = position;
        return true;
    }

    /// <summary>Reads a character that stands for itself, or its code.</summary>
    private bool TryCode(ref int position, out int code)
    {
        code = 0;
        if (string.CompareOrdinal(_pattern, position, @"\x{", 0, 3) == 0)
        {
            var end = _pattern.IndexOf('}', position);
            var digits = end < 0 ? string.Empty : _pattern.AsSpan(position + 3, end - position - 3);
            position = end + 1;
            return int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out code) && Rune.IsValid(code);
        }

        if (position == _pattern.Length || _pattern[position] is '\\' or '[' or ']' || !Rune.TryGetRuneAt(_pattern, position, out var rune))
        {
            return false;
        }

        code = rune.Value;
        position += rune.Utf16SequenceLength;
        return true;
    }

    private void ClassMember()
    {
        if (Follows("[:") && _pattern.IndexOf(":]", _position, StringComparison.Ordinal) is var end and > 0)
        {
            var name = _pattern[(_position + 2)..end];
            _result.Append(Classes.TryGetValue(name, out var members) ? members : throw new ArgumentException($"invalid character class range: [:{name}:]"));
            _position = end + 2;
        }
        else if (_pattern[_position] == '\\')
        {
            Escape(isInClass: true);
        }
        else
        {
            // A bracket inside a class is plain in RE2 and may mean subtraction in .NET.
            _result.Append(_pattern[_position] is '[' or ']' ? "\\" : string.Empty).Append(_pattern[_position++]);
        }
    }

    private void Escape(bool isInClass)
    {
        var next = _position + 1 < _pattern.Length ? _pattern[_position + 1] : throw new ArgumentException(@"trailing \ at end of regular expression");
        _position += 2;
        switch (next)
        {
            case 'd' or 'w' or 's':
                _result.Append(isInClass ? Members(next) : $"[{Members(next)}]");
                break;
            case 'D' or 'W' or 'S':
                _result.Append(isInClass ? throw new ArgumentException($@"\{next} inside a class is not supported") : Negated(Members(char.ToLowerInvariant(next)), new SupplementaryRanges()));
                break;
            case 'p' or 'P' when _position < _pattern.Length && _pattern[_position] != '{':
                _result.Append('\\').Append(next).Append('{').Append(_pattern[_position++]).Append('}');
                break;
            case 'x' when _position < _pattern.Length && _pattern[_position] == '{':
                Code(isInClass);
                break;
            case 'Q':
                Quote();
                break;
            case '_':
                _result.Append('_');
                break;
            case 'Z' or 'G' or 'C' or 'k' or (>= '1' and <= '9'):
                throw new ArgumentException($@"invalid escape sequence: \{next}");
            default:
                _result.Append('\\').Append(next);
                break;
        }
    }

    private static string Members(char shorthand) => shorthand switch { 'd' => "0-9", 'w' => "0-9A-Za-z_", _ => @"\t\n\f\r " };

    private void Code(bool isInClass)
    {
        var position = _position - 2; // where the escape begins
        if (!TryCode(ref position, out var code) || (isInClass && code > char.MaxValue))
        {
            throw new ArgumentException($@"invalid or unsupported escape sequence: \x{_pattern[_position..]}");
        }

        foreach (var unit in new Rune(code).ToString())
        {
            _result.Append(CultureInfo.InvariantCulture, $@"\u{(int)unit:X4}");
        }

        _position = position;
    }

    private void Quote()
    {
        var end = _pattern.IndexOf(@"\E", _position, StringComparison.Ordinal);
        var text = end < 0 ? _pattern[_position..] : _pattern[_position..end];
        _result.Append(System.Text.RegularExpressions.Regex.Escape(text));
        _position = end < 0 ? _pattern.Length : end + 2;
    }
}
