using System.Runtime.InteropServices;
using System.Text;

namespace ModelServing.Inference.Tensors;

/// <summary>A dense, row-major array of one element type. Immutable: whoever creates it gives the buffer away.</summary>
public sealed class Tensor
{
    private readonly long[] _shape;

    private Tensor(DataType type, long[] shape, ReadOnlyMemory<byte> data, IReadOnlyList<ReadOnlyMemory<byte>> strings)
    {
        DataType = type;
        _shape = shape;
        Data = data;
        Strings = strings;
        ElementCount = CountElements(shape);
        var held = type == DataType.String ? strings.Count : data.Length / Math.Max(1, type.Size());
        if (held != ElementCount || (type != DataType.String && data.Length != ElementCount * type.Size()))
        {
            throw new ArgumentException($"A {type.Name()} tensor of shape [{string.Join(',', shape)}] does not hold {held} elements.");
        }
    }

    /// <summary>Gets the element type.</summary>
    public DataType DataType { get; }

    /// <summary>Gets the length of each dimension; empty for a scalar.</summary>
    public ReadOnlySpan<long> Shape => _shape;

    /// <summary>Gets the number of dimensions.</summary>
    public int Rank => _shape.Length;

    /// <summary>Gets the number of elements.</summary>
    public long ElementCount { get; }

    /// <summary>Gets the elements as little-endian bytes; empty for string tensors.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    /// <summary>Gets the elements of a string tensor; empty for all others.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Strings { get; }

    /// <summary>Creates a tensor that takes ownership of <paramref name="values"/>' content by copying it.</summary>
    public static Tensor Create<T>(ReadOnlySpan<long> shape, params ReadOnlySpan<T> values)
        where T : unmanaged => FromBytes(DataTypeExtensions.Of<T>(), shape, MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>Creates a tensor of rank 0.</summary>
    public static Tensor Scalar<T>(T value)
        where T : unmanaged => Create([], value);

    /// <summary>Creates a tensor over little-endian bytes without copying them.</summary>
    public static Tensor FromBytes(DataType type, ReadOnlySpan<long> shape, ReadOnlyMemory<byte> data) => type.Size() == 0
        ? throw new ArgumentException($"Elements of type {type.Name()} have no fixed size.", nameof(type))
        : new(type, shape.ToArray(), data, []);

    /// <summary>Creates a string tensor over byte strings without copying them.</summary>
    public static Tensor FromStrings(ReadOnlySpan<long> shape, IReadOnlyList<ReadOnlyMemory<byte>> elements) =>
        new(DataType.String, shape.ToArray(), default, elements);

    /// <summary>Creates a string tensor of the texts' UTF-8 bytes.</summary>
    public static Tensor FromStrings(ReadOnlySpan<long> shape, params ReadOnlySpan<string> elements)
    {
        var bytes = new ReadOnlyMemory<byte>[elements.Length];
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = Encoding.UTF8.GetBytes(elements[i]);
        }

        return FromStrings(shape, bytes);
    }

    /// <summary>Counts the elements of a shape.</summary>
    /// <exception cref="OverflowException">The product does not fit 64 bits.</exception>
    public static long CountElements(ReadOnlySpan<long> shape)
    {
        var count = 1L;
        foreach (var length in shape)
        {
            count = checked(count * length);
        }

        return count;
    }

    /// <summary>Views the elements as values of <typeparamref name="T"/>, whose size must be that of an element.</summary>
    public ReadOnlySpan<T> AsSpan<T>()
        where T : unmanaged => System.Runtime.CompilerServices.Unsafe.SizeOf<T>() == DataType.Size()
            ? MemoryMarshal.Cast<byte, T>(Data.Span)
            : throw new InvalidOperationException($"A {DataType.Name()} tensor cannot be read as {typeof(T).Name}.");

    /// <summary>Gives the same elements another shape of equal element count, without copying.</summary>
    public Tensor Reshape(params ReadOnlySpan<long> shape) => new(DataType, shape.ToArray(), Data, Strings);

    /// <summary>Describes type and shape, for example <c>float[2,3]</c>.</summary>
    public override string ToString() => $"{DataType.Name()}[{string.Join(',', _shape)}]";
}
