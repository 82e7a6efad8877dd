using ModelServing.Inference.Errors;
using ModelServing.Inference.Json;
using ModelServing.Inference.Tensors;

namespace ModelServing.Inference.Rest;

/// <summary>Writes a tensor, or one row of it, as nested lists.</summary>
internal sealed class TensorWriter
{
    private readonly PrettyWriter _writer;
    private readonly Tensor _tensor;
    private readonly bool _asBase64;

    private TensorWriter(PrettyWriter writer, Tensor tensor, string name)
    {
        _writer = writer;
        _tensor = tensor;
        _asBase64 = name.EndsWith("_bytes", StringComparison.Ordinal);
    }

    /// <summary>Says whether JSON can hold the tensor's elements.</summary>
    public static ServingError? Check(Tensor tensor) => tensor.DataType
        is (>= DataType.Float and <= DataType.String) or DataType.Int64 or DataType.Bool or DataType.UInt32 or DataType.UInt64
            ? null
            : ServingError.Invalid($"Failed to write JSON value for tensor type: {tensor.DataType.Name()}");

    public static void WriteAll(PrettyWriter writer, Tensor tensor, string name) =>
        new TensorWriter(writer, tensor, name).Write(0, 0, tensor.ElementCount);

    public static void WriteRow(PrettyWriter writer, Tensor tensor, string name, int row)
    {
        var size = tensor.ElementCount / tensor.Shape[0];
        new TensorWriter(writer, tensor, name).Write(1, row * size, size);
    }

    private void Write(int dimension, long start, long count)
    {
        if (dimension == _tensor.Rank)
        {
            WriteElement((int)start);
            return;
        }

        _writer.StartArray();
        var length = _tensor.Shape[dimension];
        var size = length == 0 ? 0 : count / length;
        for (var i = 0L; i < length; i++)
        {
            Write(dimension + 1, start + (i * size), size);
        }

        _writer.EndArray();
    }

    private void WriteElement(int index)
    {
        switch (_tensor.DataType)
        {
            case DataType.Float:
                _writer.BeforeValue();
                NumberText.WriteResult(_writer.Output, _tensor.AsSpan<float>()[index]);
                break;
            case DataType.Double:
                _writer.BeforeValue();
                NumberText.WriteResult(_writer.Output, _tensor.AsSpan<double>()[index]);
                break;
            case DataType.UInt64:
                _writer.Number(_tensor.AsSpan<ulong>()[index]);
                break;
            case DataType.Bool:
                _writer.Raw(_tensor.Data.Span[index] != 0 ? "true"u8 : "false"u8);
                break;
            case DataType.String when _asBase64:
                _writer.Base64(_tensor.Strings[index].Span);
                break;
            case DataType.String:
                _writer.String(_tensor.Strings[index].Span);
                break;
            default:
                _writer.Number(Integer(_tensor, index));
                break;
        }
    }

    /// <summary>Gets an element of one of the integer types that fit 64 signed bits.</summary>
    public static long Integer(Tensor tensor, int index) => tensor.DataType switch
    {
        DataType.Int64 => tensor.AsSpan<long>()[index],
        DataType.Int32 => tensor.AsSpan<int>()[index],
        DataType.Int16 => tensor.AsSpan<short>()[index],
        DataType.Int8 => tensor.AsSpan<sbyte>()[index],
        DataType.UInt8 => tensor.Data.Span[index],
        _ => tensor.AsSpan<uint>()[index],
    };
}
