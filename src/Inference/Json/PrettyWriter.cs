using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace ModelServing.Inference.Json;

/// <summary>Writes indented JSON in TensorFlow Serving's layout: four spaces (one for protocol messages), and arrays on one line where the caller asks.</summary>
internal sealed class PrettyWriter(IBufferWriter<byte> output, int indent = 4)
{
    private static readonly SearchValues<byte> Escaped = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(code => (byte)code), (byte)'"', (byte)'\\']);

    private (bool IsArray, int Count)[] _levels = new (bool, int)[8];
    private int _depth;

    /// <summary>Gets or sets a value indicating whether array elements follow each other on one line from here on.</summary>
    public bool SingleLineArrays { get; set; }

    public IBufferWriter<byte> Output => output;

    public void StartObject() => Start('{', isArray: false);

    public void StartArray() => Start('[', isArray: true);

    public void EndObject()
    {
        if (_levels[--_depth].Count > 0)
        {
            NewLine();
        }

        output.Write("}"u8);
    }

    public void EndArray()
    {
        if (_levels[--_depth].Count > 0 && !SingleLineArrays)
        {
            NewLine();
        }

        output.Write("]"u8);
    }

    /// <summary>Writes a member's name or a string value.</summary>
    public void String(ReadOnlySpan<byte> utf8)
    {
        BeforeValue();
        output.Write("\""u8);
        while (true)
        {
            var run = utf8.IndexOfAny(Escaped);
            output.Write(run < 0 ? utf8 : utf8[..run]);
            if (run < 0)
            {
                break;
            }

            WriteEscape(utf8[run]);
            utf8 = utf8[(run + 1)..];
        }

        output.Write("\""u8);
    }

    /// <summary>Writes a member's name.</summary>
    public void Name(string name) => String(Encoding.UTF8.GetBytes(name));

    /// <summary>Writes a member whose value is a string.</summary>
    public void Member(ReadOnlySpan<byte> name, string value)
    {
        String(name);
        String(Encoding.UTF8.GetBytes(value));
    }

    public void Base64(ReadOnlySpan<byte> bytes)
    {
        StartObject();
        String("b64"u8);
        BeforeValue();
        var span = output.GetSpan(Base64Length(bytes.Length) + 2);
        span[0] = (byte)'"';
        _ = System.Buffers.Text.Base64.EncodeToUtf8(bytes, span[1..], out _, out var written);
        span[written + 1] = (byte)'"';
        output.Advance(written + 2);
        EndObject();
    }

    /// <summary>Writes a literal: <c>null</c>, <c>true</c>, <c>false</c>.</summary>
    public void Raw(ReadOnlySpan<byte> text)
    {
        BeforeValue();
        output.Write(text);
    }

    public void Number(long value)
    {
        BeforeValue();
        var span = output.GetSpan(20);
        _ = Utf8Formatter.TryFormat(value, span, out var written);
        output.Advance(written);
    }

    public void Number(ulong value)
    {
        BeforeValue();
        var span = output.GetSpan(20);
        _ = Utf8Formatter.TryFormat(value, span, out var written);
        output.Advance(written);
    }

    /// <summary>Writes the separators a value at this place needs.</summary>
    public void BeforeValue()
    {
        if (_depth == 0)
        {
            return;
        }

        ref var level = ref _levels[_depth - 1];
        if (!level.IsArray && level.Count % 2 == 1)
        {
            output.Write(": "u8);
        }
        else
        {
            var oneLine = level.IsArray && SingleLineArrays;
            if (level.Count > 0)
            {
                output.Write(oneLine ? ", "u8 : ","u8);
            }

            if (!oneLine)
            {
                NewLine();
            }
        }

        level.Count++;
    }

    private static int Base64Length(int bytes) => System.Buffers.Text.Base64.GetMaxEncodedToUtf8Length(bytes);

    private void Start(char bracket, bool isArray)
    {
        BeforeValue();
        if (_depth == _levels.Length)
        {
            Array.Resize(ref _levels, _depth * 2);
        }

        _levels[_depth++] = (isArray, 0);
        var span = output.GetSpan(1);
        span[0] = (byte)bracket;
        output.Advance(1);
    }

    private void NewLine()
    {
        var width = (_depth * indent) + 1;
        var span = output.GetSpan(width)[..width];
        span.Fill((byte)' ');
        span[0] = (byte)'\n';
        output.Advance(width);
    }

    private void WriteEscape(byte symbol)
    {
        var index = "\"\\\b\f\n\r\t"u8.IndexOf(symbol);
        Span<byte> escape = [(byte)'\\', index < 0 ? (byte)'u' : "\"\\bfnrt"u8[index], (byte)'0', (byte)'0', (byte)('0' + (symbol >> 4)), "0123456789ABCDEF"u8[symbol & 15]];
        output.Write(index < 0 ? escape : escape[..2]);
    }
}
