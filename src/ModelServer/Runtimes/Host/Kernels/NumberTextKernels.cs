using System.Text;
using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Numbers to text and back.</summary>
internal static class NumberTextKernels
{
    public static IEnumerable<HostOp> All =>
    [
        HostOp.One("AsString", OutputTypes.String, node =>
        {
            var format = new NumberFormat(node);
            return arguments => Write(format, arguments.Tensor(0));
        }),
        HostOp.One("StringToNumber", OutputTypes.From("out_type", DataType.Float), node => Read(node.Type("out_type", DataType.Float))),
    ];

    private static Tensor Write(NumberFormat format, Tensor tensor)
    {
        if (tensor.DataType == DataType.String)
        {
            return tensor;
        }

        var results = new ReadOnlyMemory<byte>[tensor.ElementCount];
        for (var i = 0; i < results.Length; i++)
        {
            results[i] = Encoding.UTF8.GetBytes(format.Write(tensor, i));
        }

        return Tensor.FromStrings(tensor.Shape, results);
    }

    private static Func<HostArguments, Tensor> Read(DataType type) => type switch
    {
        DataType.Float => arguments => Elements.Map(arguments.Tensor(0), text => (float)Parse(text, NumberTexts.ToDouble)),
        DataType.Double => arguments => Elements.Map(arguments.Tensor(0), text => Parse(text, NumberTexts.ToDouble)),
        DataType.Int32 => arguments => Elements.Map(arguments.Tensor(0), text => Parse(text, NumberTexts.ToInt32)),
        DataType.Int64 => arguments => Elements.Map(arguments.Tensor(0), text => Parse(text, NumberTexts.ToInt64)),
        _ => throw Shapes.Invalid($"StringToNumber to {type.Name()} is not supported"),
    };

    private static T Parse<T>(ReadOnlyMemory<byte> text, Func<string, T?> parse)
        where T : struct => parse(Encoding.UTF8.GetString(text.Span).Trim(NumberTexts.Spaces))
            ?? throw Shapes.Invalid($"StringToNumberOp could not correctly convert string: {Encoding.UTF8.GetString(text.Span)}");
}
