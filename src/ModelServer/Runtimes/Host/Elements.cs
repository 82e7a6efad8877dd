using System.Globalization;
using System.Text;
using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Runtimes.Host;

/// <summary>Single elements of tensors of any type.</summary>
internal static class Elements
{
    /// <summary>Gets an element as bytes: a string's own, or a number's in memory.</summary>
    public static ReadOnlyMemory<byte> Bytes(Tensor tensor, int index)
    {
        if (tensor.DataType == DataType.String)
        {
            return tensor.Strings[index];
        }

        var size = tensor.DataType.Size();
        return tensor.Data.Slice(index * size, size);
    }

    /// <summary>Gets an element as messages show it.</summary>
    public static string Text(Tensor tensor, int index) => tensor.DataType switch
    {
        DataType.String => Encoding.UTF8.GetString(tensor.Strings[index].Span),
        DataType.Int32 => tensor.AsSpan<int>()[index].ToString(CultureInfo.InvariantCulture),
        DataType.Int64 => tensor.AsSpan<long>()[index].ToString(CultureInfo.InvariantCulture),
        DataType.Float => tensor.AsSpan<float>()[index].ToString(CultureInfo.InvariantCulture),
        DataType.Double => tensor.AsSpan<double>()[index].ToString(CultureInfo.InvariantCulture),
        _ => Convert.ToHexString(Bytes(tensor, index).Span),
    };

    public static Tensor Empty(DataType type) => type == DataType.String ? Tensor.FromStrings([0], Array.Empty<ReadOnlyMemory<byte>>()) : Tensor.FromBytes(type, [0], default);

    public static Tensor Strings(ReadOnlySpan<long> shape, IReadOnlyList<ReadOnlyMemory<byte>> strings) => Tensor.FromStrings(shape, strings);

    public static Tensor Longs(IReadOnlyCollection<long> values) => Tensor.Create<long>([values.Count], [.. values]);

    /// <summary>Makes another string out of each.</summary>
    public static Tensor Map(Tensor strings, Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> function)
    {
        var results = new ReadOnlyMemory<byte>[strings.Strings.Count];
        for (var i = 0; i < results.Length; i++)
        {
            results[i] = function(strings.Strings[i]);
        }

        return Tensor.FromStrings(strings.Shape, results);
    }

    /// <summary>Makes a number out of each string.</summary>
    public static Tensor Map<T>(Tensor strings, Func<ReadOnlyMemory<byte>, T> function)
        where T : unmanaged
    {
        var results = new T[strings.Strings.Count];
        for (var i = 0; i < results.Length; i++)
        {
            results[i] = function(strings.Strings[i]);
        }

        return Tensor.Create<T>(strings.Shape, results);
    }
}
