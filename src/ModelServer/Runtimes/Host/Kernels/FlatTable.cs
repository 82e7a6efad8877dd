using System.Buffers.Binary;
using System.Runtime.InteropServices;
using ModelServing.Inference.Errors;
using ModelServing.ModelServer.Loading;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>A table in a FlatBuffer. Fields go by their numbers in the schema, and a table may leave any of them out.</summary>
/// <remarks>Format: https://flatbuffers.dev/internals.</remarks>
internal readonly struct FlatTable
{
    private readonly ReadOnlyMemory<byte> _buffer;
    private readonly int _start;

    private FlatTable(ReadOnlyMemory<byte> buffer, int start)
    {
        _buffer = buffer;
        _start = start;
    }

    /// <summary>Reads what a buffer's root table says.</summary>
    /// <exception cref="ModelRunException">The buffer is none, or it breaks off: this is its <paramref name="refusal"/>.</exception>
    public static T Read<T>(ReadOnlyMemory<byte> buffer, Func<FlatTable, T> read, string refusal)
    {
        try
        {
            return read(new FlatTable(buffer, BinaryPrimitives.ReadInt32LittleEndian(buffer.Span)));
        }
        catch (Exception exception) when (exception is ArgumentException or OverflowException)
        {
            throw new ModelRunException(ErrorCode.InvalidArgument, refusal, exception);
        }
    }

    /// <summary>Gets a number; 0 where there is none.</summary>
    public int Int(int field) => Place(field) is { } place ? Int32(place) : 0;

    public bool Bool(int field) => Place(field) is { } place && At(place, 1)[0] != 0;

    /// <summary>Gets a text, or a list of bytes or of bools; empty where there is none.</summary>
    public ReadOnlyMemory<byte> Bytes(int field) => Place(field) is { } place ? BytesAt(place) : default;

    /// <summary>Gets a list of numbers; empty where there is none.</summary>
    public int[] Ints(int field)
    {
        if (Place(field) is not { } place)
        {
            return [];
        }

        var (start, count) = List(place);
        var numbers = MemoryMarshal.Cast<byte, int>(At(start, checked(count * sizeof(int)))).ToArray();
        if (!BitConverter.IsLittleEndian)
        {
            BinaryPrimitives.ReverseEndianness(numbers, numbers);
        }

        return numbers;
    }

    /// <summary>Gets a list of texts; empty where there is none.</summary>
    public ReadOnlyMemory<byte>[] Texts(int field)
    {
        if (Place(field) is not { } place)
        {
            return [];
        }

        var (start, count) = List(place);
        At(start, checked(count * sizeof(int)));
        var texts = new ReadOnlyMemory<byte>[count];
        for (var i = 0; i < count; i++)
        {
            texts[i] = BytesAt(start + (i * sizeof(int)));
        }

        return texts;
    }

    private ReadOnlyMemory<byte> BytesAt(int place)
    {
        var (start, count) = List(place);
        return _buffer.Slice(start, count);
    }

    /// <summary>Follows a reference to a list.</summary>
    private (int Start, int Count) List(int place)
    {
        var start = checked(place + Int32(place));
        return (start + sizeof(int), Int32(start));
    }

    /// <summary>Finds where a field's value is. Before each table is the distance of the list that says so.</summary>
    private int? Place(int field)
    {
        var fields = checked(_start - Int32(_start));
        var entry = (2 + field) * sizeof(ushort);
        var offset = entry < UInt16(fields) ? UInt16(fields + entry) : (ushort)0;
        return offset == 0 ? null : _start + offset;
    }

    private int Int32(int place) => BinaryPrimitives.ReadInt32LittleEndian(At(place, sizeof(int)));

    private ushort UInt16(int place) => BinaryPrimitives.ReadUInt16LittleEndian(At(place, sizeof(ushort)));

    private ReadOnlySpan<byte> At(int place, int count) => _buffer.Span.Slice(place, count);
}
