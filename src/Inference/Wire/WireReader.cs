using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace ModelServing.Inference.Wire;

/// <summary>Reads protocol messages field by field where they lie. Every method gives false where the bytes are not what it reads.</summary>
public ref struct WireReader
{
    private SequenceReader<byte> _bytes;
    private long _end;

    /// <summary>Starts at the first byte.</summary>
    public WireReader(ReadOnlySequence<byte> message)
    {
        _bytes = new SequenceReader<byte>(message);
        _end = message.Length;
    }

    /// <summary>Gets a value indicating whether the message that is being read is over.</summary>
    public readonly bool IsAtEnd => _bytes.Consumed >= _end;

    /// <summary>Gets the number of bytes of the message that are left.</summary>
    public readonly long Left => _end - _bytes.Consumed;

    /// <summary>Reads a number of variable length.</summary>
    public bool TryVarint(out ulong value)
    {
        value = 0;
        for (var shift = 0; shift < 64 && !IsAtEnd && _bytes.TryRead(out var next); shift += 7)
        {
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Reads the tag of a field that has a one-byte tag.</summary>
    public bool TryTag(out byte tag)
    {
        tag = 0;
        return !IsAtEnd && _bytes.TryRead(out tag) && tag < 0x80;
    }

    /// <summary>Begins a message (or a list) inside this one. Pair with <see cref="Leave"/>.</summary>
    public bool TryEnter(out long outerEnd)
    {
        outerEnd = _end;
        if (!TryVarint(out var length) || length > (ulong)Left)
        {
            return false;
        }

        _end = _bytes.Consumed + (long)length;
        return true;
    }

    /// <summary>Goes on with the message around, whose end <see cref="TryEnter"/> gave.</summary>
    public void Leave(long outerEnd) => _end = outerEnd;

    /// <summary>Copies the next bytes.</summary>
    public bool TryCopyTo(scoped Span<byte> target)
    {
        if (target.Length > Left || !_bytes.TryCopyTo(target))
        {
            return false;
        }

        _bytes.Advance(target.Length);
        return true;
    }

    /// <summary>Reads bytes with their length before them.</summary>
    public bool TryBytes([NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        if (!TryVarint(out var length) || length > (ulong)Left)
        {
            return false;
        }

        bytes = new byte[length];
        return TryCopyTo(bytes);
    }

    /// <summary>Reads a short text of ASCII characters.</summary>
    public bool TryAscii([NotNullWhen(true)] out string? text)
    {
        text = null;
        Span<byte> characters = stackalloc byte[256];
        if (!TryVarint(out var length) || length > (ulong)characters.Length || !TryCopyTo(characters[..(int)length]) || !Ascii.IsValid(characters[..(int)length]))
        {
            return false;
        }

        text = Encoding.ASCII.GetString(characters[..(int)length]);
        return true;
    }
}
