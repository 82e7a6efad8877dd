using System.Text;

namespace ModelServing.Inference.Json;

/// <summary>A value inside a <see cref="JsonDocument"/>.</summary>
public readonly struct JsonValue
{
    private readonly JsonDocument _document;
    private readonly int _index;

    internal JsonValue(JsonDocument document, int index)
    {
        _document = document;
        _index = index;
    }

    /// <summary>Gets what the value is.</summary>
    public JsonKind Kind => Node.Kind;

    /// <summary>Gets the number of elements of an array or members of an object.</summary>
    public int Count => (int)Node.Bits;

    /// <summary>Gets the bytes of a string, unescaped.</summary>
    public ReadOnlySpan<byte> Utf8 => _document.Text(Node.Bits);

    /// <summary>Gets a value indicating whether the value is any kind of number.</summary>
    public bool IsNumber => Node.IsNumber;

    internal long Bits => Node.Bits;

    /// <summary>Gets the number of tape entries in this value: no fewer than the scalars below it.</summary>
    internal int EntryCount => Node.Next - _index;

    /// <summary>Gets the entries of an array that holds no containers; empty for all others.</summary>
    internal ReadOnlySpan<JsonNode> Scalars => Kind == JsonKind.Array && EntryCount == Count + 1 ? _document.Nodes(_index + 1, Count) : default;

    private ref readonly JsonNode Node => ref _document.Node(_index);

    /// <summary>Gets the value that follows this one in its array.</summary>
    public JsonValue NextSibling => new(_document, Node.Next);

    /// <summary>Gets the first element of a non-empty array.</summary>
    public JsonValue FirstElement => new(_document, _index + 1);

    /// <summary>Gets the name of the first member of a non-empty object; its sibling is the member's value.</summary>
    public JsonValue FirstName => new(_document, _index + 1);

    /// <summary>Gets a number of any kind as a double.</summary>
    public double AsDouble() => Node.AsDouble();

    /// <summary>Gets a string as text.</summary>
    public string AsText() => Encoding.UTF8.GetString(Utf8);

    /// <summary>Finds a member by name; the first one wins.</summary>
    public bool TryGet(ReadOnlySpan<byte> name, out JsonValue value)
    {
        if (Kind == JsonKind.Object)
        {
            var key = FirstName;
            for (var left = Count; left > 0; left--)
            {
                value = key.NextSibling;
                if (key.Utf8.SequenceEqual(name))
                {
                    return true;
                }

                key = value.NextSibling;
            }
        }

        value = default;
        return false;
    }
}
