using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace ModelServing.ModelServer.Tests.Loading.Host;

/// <summary>Writes a FlatBuffer with one table: the list of fields, the table, and what its fields refer to.</summary>
internal sealed class FlatTableWriter
{
    private const int Slot = 4;

    private readonly List<byte> _bytes;
    private readonly int _fields;
    private readonly int _table;

    public FlatTableWriter(int fields)
    {
        _fields = Slot;
        _table = Align(_fields + (2 * (2 + fields)));
        _bytes = [.. new byte[_table + (Slot * (1 + fields))]];
        Set(0, _table);
        Set(_table, _table - _fields);
        SetShort(_fields, 2 * (2 + fields));
        SetShort(_fields + 2, Slot * (1 + fields));
    }

    public void Int(int field, int value) => Set(Place(field), value);

    public void Bool(int field, bool value) => Set(Place(field), value ? 1 : 0);

    public void Ints(int field, int[] values) => Refer(Place(field), () =>
    {
        Append(values.Length);
        Array.ForEach(values, Append);
    });

    public void Text(int field, string text) => Text(Place(field), Encoding.UTF8.GetBytes(text));

    public void Bools(int field, bool[] values) => Text(Place(field), Array.ConvertAll(values, value => (byte)(value ? 1 : 0)));

    public void Texts(int field, string[] texts) => Refer(Place(field), () =>
    {
        Append(texts.Length);
        var first = _bytes.Count;
        _bytes.AddRange(new byte[Slot * texts.Length]);
        for (var i = 0; i < texts.Length; i++)
        {
            Text(first + (Slot * i), Encoding.UTF8.GetBytes(texts[i]));
        }
    });

    public byte[] ToArray() => [.. _bytes];

    private static int Align(int place) => (place + Slot - 1) / Slot * Slot;

    private void Text(int place, byte[] bytes) => Refer(place, () =>
    {
        Append(bytes.Length);
        _bytes.AddRange(bytes);
        _bytes.Add(0);
    });

    /// <summary>Tells where in the table a field is.</summary>
    private int Place(int field)
    {
        SetShort(_fields + (2 * (2 + field)), Slot * (1 + field));
        return _table + (Slot * (1 + field));
    }

    private void Refer(int place, Action write)
    {
        _bytes.AddRange(new byte[Align(_bytes.Count) - _bytes.Count]);
        Set(place, _bytes.Count - place);
        write();
    }

    private void Append(int value)
    {
        var place = _bytes.Count;
        _bytes.AddRange(new byte[Slot]);
        Set(place, value);
    }

    private void Set(int place, int value) => BinaryPrimitives.WriteInt32LittleEndian(CollectionsMarshal.AsSpan(_bytes)[place..], value);

    private void SetShort(int place, int value) => BinaryPrimitives.WriteUInt16LittleEndian(CollectionsMarshal.AsSpan(_bytes)[place..], (ushort)value);
}
