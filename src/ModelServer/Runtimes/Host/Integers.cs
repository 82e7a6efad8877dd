using ModelServing.Inference.Errors;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading;

namespace ModelServing.ModelServer.Runtimes.Host;

/// <summary>Integer tensors of either width.</summary>
internal static class Integers
{
    public static long[] Read(Tensor tensor) => tensor.DataType switch
    {
        DataType.Int32 => Array.ConvertAll(tensor.AsSpan<int>().ToArray(), value => (long)value),
        DataType.Int64 => tensor.AsSpan<long>().ToArray(),
        var other => throw new ModelRunException(ErrorCode.InvalidArgument, $"Expected integers but got elements of type {other.Name()}"),
    };

    public static Tensor Write(DataType type, ReadOnlySpan<long> shape, long[] values) => type == DataType.Int32
        ? Tensor.Create<int>(shape, Array.ConvertAll(values, value => (int)value))
        : Tensor.Create<long>(shape, values);
}
