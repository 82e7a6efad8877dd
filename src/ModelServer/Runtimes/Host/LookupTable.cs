using System.Collections.Frozen;
using ModelServing.Inference.Errors;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading;

namespace ModelServing.ModelServer.Runtimes.Host;

/// <summary>A table of the model. Its content is replaced as a whole, so readers take no lock.</summary>
internal sealed class LookupTable(string name, DataType keyType, DataType valueType, bool isMutable)
{
    private volatile Content? _content = isMutable ? Content.Nothing(keyType, valueType) : null;

    public DataType KeyType => keyType;

    public DataType ValueType => valueType;

    public long Count => Current.Positions.Count;

    public Tensor Keys => Current.Keys;

    public Tensor Values => Current.Values;

    private Content Current => _content ?? throw new ModelRunException(ErrorCode.FailedPrecondition, $"Table not initialized: {name}");

    /// <summary>Fills the table.</summary>
    /// <exception cref="ModelRunException">Keys and values do not fit each other, or a key of a fixed table has two values.</exception>
    public void Fill(Tensor keys, Tensor values)
    {
        if (keys.DataType != keyType || values.DataType != valueType || values.ElementCount < keys.ElementCount)
        {
            throw new ModelRunException(ErrorCode.InvalidArgument, $"Table {name} of {keyType.Name()} to {valueType.Name()} cannot be filled from {keys} and {values}");
        }

        var positions = new Dictionary<ReadOnlyMemory<byte>, int>((int)keys.ElementCount, BytesComparer.Instance);
        for (var i = 0; i < keys.ElementCount; i++)
        {
            Add(positions, keys, values, i);
        }

        _content = new Content(keys, values, positions.ToFrozenDictionary(BytesComparer.Instance));
    }

    /// <summary>Adds or replaces entries of a mutable table. Callers take turns.</summary>
    public void Insert(Tensor keys, Tensor values)
    {
        var old = Current;
        var width = Width(values, keys.ElementCount);
        long[] shape = [old.Keys.ElementCount + keys.ElementCount, .. values.Shape[keys.Rank..]];
        var allKeys = new ElementBuffer(keyType).Add(old.Keys, 0, old.Keys.ElementCount).Add(keys, 0, keys.ElementCount).ToTensor(shape[0]);
        var allValues = new ElementBuffer(valueType).Add(old.Values, 0, old.Keys.ElementCount * width).Add(values, 0, values.ElementCount).ToTensor(shape);
        Fill(allKeys, allValues);
    }

    /// <summary>Looks every key up; a key that is not there gets the default.</summary>
    public Tensor Find(Tensor keys, Tensor otherwise)
    {
        if (keys.DataType != keyType)
        {
            throw new ModelRunException(ErrorCode.InvalidArgument, $"Key must be type {keyType.Name()} but got {keys.DataType.Name()}");
        }

        var content = Current;
        var width = isMutable ? Width(content.Values, content.Keys.ElementCount) : 1;
        width = content.Keys.ElementCount == 0 ? otherwise.ElementCount : width;
        var found = new ElementBuffer(valueType);
        for (var i = 0; i < keys.ElementCount; i++)
        {
            if (content.Positions.TryGetValue(Elements.Bytes(keys, i), out var position))
            {
                found.Add(content.Values, position * width, width);
            }
            else
            {
                found.Add(otherwise, 0, width);
            }
        }

        return found.ToTensor([.. keys.Shape, .. width == 1 && otherwise.Rank == 0 ? [] : otherwise.Shape]);
    }

    /// <summary>Tells whether a table of texts to int64 has a text, under another number than -1.</summary>
    public bool Knows(ReadOnlyMemory<byte> text)
    {
        var content = Current;
        return content.Positions.TryGetValue(text, out var position) && content.Values.AsSpan<long>()[position] != -1;
    }

    private static long Width(Tensor values, long count) => count == 0 ? 1 : values.ElementCount / count;

    private void Add(Dictionary<ReadOnlyMemory<byte>, int> positions, Tensor keys, Tensor values, int i)
    {
        var key = Elements.Bytes(keys, i);
        if (!isMutable && positions.TryGetValue(key, out var other) && !Elements.Bytes(values, other).Span.SequenceEqual(Elements.Bytes(values, i).Span))
        {
            throw new ModelRunException(
                ErrorCode.FailedPrecondition,
                $"HashTable has different value for same key. Key {Elements.Text(keys, i)} has {Elements.Text(values, other)} and trying to add value {Elements.Text(values, i)}");
        }

        positions[key] = i;
    }

    private sealed record Content(Tensor Keys, Tensor Values, FrozenDictionary<ReadOnlyMemory<byte>, int> Positions)
    {
        public static Content Nothing(DataType keyType, DataType valueType) =>
            new(Elements.Empty(keyType), Elements.Empty(valueType), FrozenDictionary<ReadOnlyMemory<byte>, int>.Empty);
    }
}
