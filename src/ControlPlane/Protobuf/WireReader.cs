using System.Buffers.Binary;

namespace ModelServing.ControlPlane.Protobuf;

/// <summary>Reads protobuf's wire format: <c>message = { varint( number &lt;&lt; 3 | type ) value }</c>.</summary>
internal ref struct WireReader(ReadOnlySpan<byte> data)
{
    private const int MaxVarintBytes = 10;

    private ReadOnlySpan<byte> _rest = data;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    /// <summary>Reads a field: a number for varints and fixed sizes, bytes for everything else.</summary>
    public bool TryReadField(out int number, out long value, out ReadOnlySpan<byte> bytes)
    {
        number = 0;
        value = 0;
        bytes = default;
        if (!TryReadVarint(out var tag))
        {
            return false;
        }

        number = (int)(tag >> 3);
        switch ((int)(tag & 7))
        {
            case 0:
                var read = TryReadVarint(out var varint);
                value = (long)varint;
                return read;
            case 1 when _rest.Length >= sizeof(long):
                value = BinaryPrimitives.ReadInt64LittleEndian(_rest);
                _rest = _rest[sizeof(long)..];
                return true;
            case 2 when TryReadVarint(out var length) && length <= (ulong)_rest.Length:
                bytes = _rest[..(int)length];
                _rest = _rest[(int)length..];
                return true;
            case 5 when _rest.Length >= sizeof(int):
                value = BinaryPrimitives.ReadInt32LittleEndian(_rest);
                _rest = _rest[sizeof(int)..];
                return true;
            default:
                return false;
        }
    }

    private bool TryReadVarint(out ulong value)
    {
        value = 0;
        for (var i = 0; i < MaxVarintBytes && i < _rest.Length; i++)
        {
            value |= (ulong)(_rest[i] & 0x7f) << (7 * i);
            if (_rest[i] < 0x80)
            {
                _rest = _rest[(i + 1)..];
                return true;
            }
        }

        return false;
    }
}
