using System.Buffers;
using System.Text;

namespace ModelServing.Inference.Json;

/// <summary>Reads strings, unescaped, into one buffer. Bytes above 0x7f are kept as they are: no UTF-8 validation.</summary>
internal ref struct JsonStrings(ReadOnlySpan<byte> text)
{
    private static readonly SearchValues<byte> Special = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(code => (byte)code), (byte)'"', (byte)'\\']);

    private readonly ReadOnlySpan<byte> _text = text;
    private int _length;

    /// <summary>Gets the unescaped bytes of all strings.</summary>
    public byte[] Buffer { get; private set; } = ArrayPool<byte>.Shared.Rent(256);

    /// <summary>Reads the string whose opening quote is at <paramref name="at"/>.</summary>
    public JsonFailure? Read(ref int at, out long range)
    {
        var start = _length;
        range = 0;
        at++;
        while (true)
        {
            var run = _text[at..].IndexOfAny(Special);
            run = run < 0 ? _text.Length - at : run;
            Write(_text.Slice(at, run));
            at += run;
            if (at == _text.Length || _text[at] == 0)
            {
                return new("Missing a closing quotation mark in string.", at);
            }

            if (_text[at] == '"')
            {
                at++;
                range = ((long)start << 32) | (uint)(_length - start);
                return null;
            }

            var failure = _text[at] == '\\' ? ReadEscape(ref at) : new JsonFailure("Invalid escape character in string.", at);
            if (failure is not null)
            {
                return failure;
            }
        }
    }

    private JsonFailure? ReadEscape(ref int at)
    {
        var escape = at;
        var letter = at + 1 < _text.Length ? _text[at + 1] : (byte)0;
        at += 2;
        if (letter == 'u')
        {
            return ReadUnicode(escape, ref at);
        }

        var index = "\"\\/bfnrt"u8.IndexOf(letter);
        if (index < 0)
        {
            return new("Invalid escape character in string.", escape);
        }

        Write("\"\\/\b\f\n\r\t"u8.Slice(index, 1));
        return null;
    }

    private JsonFailure? ReadUnicode(int escape, ref int at)
    {
        const string BadHex = "Incorrect hex digit after \\u escape in string.";
        const string BadPair = "The surrogate pair in string is invalid.";
        if (!TryHex(ref at, out var code))
        {
            return new(BadHex, escape);
        }

        if (char.IsSurrogate((char)code))
        {
            if (!char.IsHighSurrogate((char)code) || !_text[at..].StartsWith("\\u"u8))
            {
                return new(BadPair, escape);
            }

            at += 2;
            if (!TryHex(ref at, out var low))
            {
                return new(BadHex, escape);
            }

            if (!char.IsLowSurrogate((char)low))
            {
                return new(BadPair, escape);
            }

            code = char.ConvertToUtf32((char)code, (char)low);
        }

        Span<byte> encoded = stackalloc byte[4];
        Write(encoded[..new Rune(code).EncodeToUtf8(encoded)]);
        return null;
    }

    private readonly bool TryHex(ref int at, out int code)
    {
        code = 0;
        if (at + 4 > _text.Length)
        {
            return false;
        }

        foreach (var digit in _text.Slice(at, 4))
        {
            if (!char.IsAsciiHexDigit((char)digit))
            {
                return false;
            }

            code = (code << 4) | (char.IsAsciiDigit((char)digit) ? digit - '0' : (digit | 0x20) - 'a' + 10);
        }

        at += 4;
        return true;
    }

    private void Write(scoped ReadOnlySpan<byte> bytes)
    {
        if (_length + bytes.Length > Buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(Buffer.Length * 2, _length + bytes.Length));
            Buffer.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(Buffer);
            Buffer = larger;
        }

        bytes.CopyTo(Buffer.AsSpan(_length));
        _length += bytes.Length;
    }
}
