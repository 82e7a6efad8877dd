using System.Text;
using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>The values of one field of all records.</summary>
internal sealed class CsvColumn(DataType type)
{
    private readonly ElementBuffer _values = new(type);

    /// <summary>Adds the value of a field, or the field's default if it is missing.</summary>
    public void Add(string? text, Tensor otherwise, int field, int record)
    {
        if (text is null && otherwise.ElementCount != 1)
        {
            throw Shapes.Invalid($"Field {field} is required but missing in record {record}!");
        }

        _values.Add(text is null ? otherwise : Parse(text, field, record), 0, 1);
    }

    public Tensor ToTensor(ReadOnlySpan<long> shape) => _values.ToTensor(shape);

    private Tensor Parse(string text, int field, int record)
    {
        var value = text.Trim(NumberTexts.Spaces);
        return type switch
        {
            DataType.String => Tensor.FromStrings([1], [Encoding.Latin1.GetBytes(text)]),
            DataType.Int32 => Tensor.Scalar(NumberTexts.ToInt32(value) ?? throw Refused("int32")),
            DataType.Int64 => Tensor.Scalar(NumberTexts.ToInt64(value) ?? throw Refused("int64")),
            DataType.Float => Tensor.Scalar((float)(NumberTexts.ToDouble(value) ?? throw Refused("float"))),
            DataType.Double => Tensor.Scalar(NumberTexts.ToDouble(value) ?? throw Refused("double")),
            var other => throw Shapes.Invalid($"csv: data type {other.Name()} not supported in field {field}"),
        };

        Exception Refused(string kind) => Shapes.Invalid($"Field {field} in record {record} is not a valid {kind}: {text}");
    }
}
