using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using ModelServing.Inference.Errors;

namespace ModelServing.Inference.Json;

/// <summary>Fills a tape from text with a loop instead of recursion: an open container's entry holds its parent until it is closed.</summary>
internal ref struct JsonParser(ReadOnlySpan<byte> text, JsonNode[] nodes)
{
    private readonly ReadOnlySpan<byte> _text = text;
    private JsonNode[] _nodes = nodes;
    private JsonStrings _strings = new(text);
    private int _count;
    private int _at;

    public readonly JsonNode[] Nodes => _nodes;

    public readonly byte[] Strings => _strings.Buffer;

    public bool TryParse([NotNullWhen(false)] out ServingError? error)
    {
        var result = _text.IsEmpty ? new JsonFailure("The document is empty", -1) : Run();
        error = result is null ? null : ServingError.Invalid(result.ToString());
        return error is null;
    }

    private JsonFailure? Run()
    {
        _at = _text.StartsWith("\uFEFF"u8) ? 3 : 0;
        SkipBlanks();
        if (_at == _text.Length)
        {
            return new("The document is empty.", _at);
        }

        var open = -1;
        do
        {
            // Here a value is due, or the first member of an object that has just been opened.
            if (!TryValue(ref open, out var failure) || !TryClose(ref open, out failure))
            {
                return failure;
            }
        }
        while (open >= 0);
        return null;
    }

    /// <summary>Reads one value; a container with content becomes the open one, and the next value is its first.</summary>
    private bool TryValue(ref int open, out JsonFailure? failure)
    {
        while (true)
        {
            var first = Peek();
            if (first is not (byte)'[' and not (byte)'{')
            {
                return TryScalar(first, open, out failure);
            }

            _at++;
            SkipBlanks();
            var isObject = first == '{';
            if (Peek() == (isObject ? '}' : ']'))
            {
                _at++;
                Append(isObject ? JsonKind.Object : JsonKind.Array, 0, open);
                failure = null;
                return true;
            }

            var index = _count;
            AppendOpen(isObject ? JsonKind.Object : JsonKind.Array, open);
            open = index;
            if (isObject && !TryName(out failure))
            {
                return false;
            }

            if (!isObject && TryNumbers(index))
            {
                failure = null;
                return true;
            }
        }
    }

    /// <summary>Reads the numbers that an array begins with, up to the last before something else; false where a value is still due.</summary>
    private bool TryNumbers(int array)
    {
        var text = _text;
        var at = _at;
        var nodes = _nodes;
        var count = _count;
        while (FastNumbers.TryRead(text, ref at, out var kind, out var bits))
        {
            if (count == nodes.Length)
            {
                Grow();
                nodes = _nodes;
            }

            nodes[count] = new JsonNode { Kind = kind, Bits = bits, Next = count + 1 };
            count++;
            _at = at;
            if (at + 1 >= text.Length || text[at] != ',')
            {
                break;
            }

            // The comma is taken only with the number behind it, so that whatever else is there meets the general rules.
            at += text[at + 1] == ' ' ? 2 : 1;
        }

        var added = count - _count;
        _count = count;
        nodes[array].Bits += added;
        return added > 0;
    }

    private bool TryScalar(byte first, int open, out JsonFailure? failure)
    {
        switch (first)
        {
            case (byte)'"':
                failure = _strings.Read(ref _at, out var range);
                Append(JsonKind.String, range, open);
                return failure is null;
            case (byte)'n':
                return TryWord("null"u8, JsonKind.Null, open, out failure);
            case (byte)'t':
                return TryWord("true"u8, JsonKind.True, open, out failure);
            case (byte)'f':
                return TryWord("false"u8, JsonKind.False, open, out failure);
            default:
                failure = JsonNumbers.Read(_text, ref _at, out var kind, out var bits);
                Append(kind, bits, open);
                return failure is null;
        }
    }

    /// <summary>After a value: closes what ends here, and reads the separator (and name) of what goes on.</summary>
    private bool TryClose(ref int open, out JsonFailure? failure)
    {
        while (open >= 0)
        {
            SkipBlanks();
            var isObject = _nodes[open].Kind == JsonKind.Object;
            var next = Peek();
            if (next == ',')
            {
                _at++;
                SkipBlanks();
                failure = null;
                return !isObject || TryName(out failure);
            }

            if (next != (isObject ? '}' : ']'))
            {
                failure = new(isObject ? "Missing a comma or '}' after an object member." : "Missing a comma or ']' after an array element.", _at);
                return false;
            }

            _at++;
            var parent = _nodes[open].Next;
            _nodes[open].Next = _count;
            open = parent;
        }

        failure = null;
        return true;
    }

    private bool TryName(out JsonFailure? failure)
    {
        if (Peek() != '"')
        {
            failure = new("Missing a name for object member.", _at);
            return false;
        }

        failure = _strings.Read(ref _at, out var range);
        Append(JsonKind.String, range, -1);
        SkipBlanks();
        if (failure is null && Peek() != ':')
        {
            failure = new("Missing a colon after a name of object member.", _at);
        }

        _at++;
        SkipBlanks();
        return failure is null;
    }

    private bool TryWord(ReadOnlySpan<byte> word, JsonKind kind, int open, out JsonFailure? failure)
    {
        var matched = _text[_at..].CommonPrefixLength(word);
        _at += matched;
        Append(kind, 0, open);
        failure = matched == word.Length ? null : new JsonFailure("Invalid value.", _at);
        return failure is null;
    }

    private void SkipBlanks()
    {
        while (_at < _text.Length && _text[_at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            _at++;
        }
    }

    private readonly byte Peek() => _at < _text.Length ? _text[_at] : (byte)0;

    private void AppendOpen(JsonKind kind, int parent)
    {
        Append(kind, 0, parent);
        _nodes[_count - 1].Next = parent;
    }

    private void Append(JsonKind kind, long bits, int parent)
    {
        if (_count == _nodes.Length)
        {
            Grow();
        }

        _nodes[_count] = new JsonNode { Kind = kind, Bits = bits, Next = _count + 1 };
        _count++;
        if (parent >= 0)
        {
            _nodes[parent].Bits++;
        }
    }

    private void Grow()
    {
        var larger = ArrayPool<JsonNode>.Shared.Rent(_nodes.Length * 2);
        _nodes.CopyTo(larger);
        ArrayPool<JsonNode>.Shared.Return(_nodes);
        _nodes = larger;
    }
}
