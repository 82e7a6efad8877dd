using System.Buffers;
using System.Numerics;
using System.Text;

namespace ModelServing.Inference.Wire;

/// <summary>Writes protocol messages field by field into a buffer that grows. Call <see cref="Flush"/> at the end.</summary>
public ref struct WireWriter(IBufferWriter<byte> output)
{
    private const int MaxVarint = 10;

    private Span<byte> _span;
    private int _used;

    /// <summary>Counts the bytes of a number of variable length.</summary>
    public static int SizeOf(ulong value) => (BitOperations.Log2(value | 1) / 7) + 1;

    /// <summary>Counts the bytes of a field of <paramref name="length"/> bytes: its one-byte tag, its length and its content.</summary>
    public static long SizeOfField(long length) => 1 + SizeOf((ulong)length) + length;

    /// <summary>Counts the bytes of a field of text.</summary>
    public static long SizeOfField(string text) => SizeOfField(Encoding.UTF8.GetByteCount(text));

    /// <summary>Writes a number of variable length.</summary>
    public void Varint(ulong value)
    {
        Ensure(MaxVarint);
        while (value >= 0x80)
        {
            _span[_used++] = (byte)(value | 0x80);
            value >>= 7;
        }

        _span[_used++] = (byte)value;
    }

    /// <summary>Writes a field's one-byte tag and a number.</summary>
    public void Field(byte tag, ulong value)
    {
        Varint(tag);
        Varint(value);
    }

    /// <summary>Writes a field's one-byte tag, its length and its content.</summary>
    public void Field(byte tag, ReadOnlySpan<byte> content)
    {
        Field(tag, (ulong)content.Length);
        Bytes(content);
    }

    /// <summary>Writes a field's one-byte tag, its length and its text in UTF-8.</summary>
    public void Field(byte tag, string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        Field(tag, (ulong)length);
        Ensure(length);
        _used += Encoding.UTF8.GetBytes(text, _span[_used..]);
    }

    /// <summary>Writes bytes as they are.</summary>
    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            Ensure(1);
            var count = Math.Min(bytes.Length, _span.Length - _used);
            bytes[..count].CopyTo(_span[_used..]);
            _used += count;
            bytes = bytes[count..];
        }
    }

    /// <summary>Hands over what has been written.</summary>
    public void Flush()
    {
        output.Advance(_used);
        _span = [];
        _used = 0;
    }

    private void Ensure(int count)
    {
        if (_span.Length - _used < count)
        {
            Flush();
            _span = output.GetSpan(count);
        }
    }
}
