using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Loading.Ops;

/// <summary>Numbers out of the few steps that a quantized value has, as graphs hold weights that were made small.</summary>
internal static class DequantizeOps
{
    public static IEnumerable<KeyValuePair<string, OpConverter>> All => [new("Dequantize", op => [Dequantize(op)])];

    private static string Dequantize(OpContext op)
    {
        var type = op.ElementType();
        var (lowest, highest) = type switch
        {
            DataType.QUInt8 => (byte.MinValue, byte.MaxValue),
            DataType.QInt8 => (sbyte.MinValue, sbyte.MaxValue),
            DataType.QUInt16 => (ushort.MinValue, ushort.MaxValue),
            DataType.QInt16 => (short.MinValue, short.MaxValue),
            DataType.QInt32 => ((double)int.MinValue, (double)int.MaxValue),
            _ => throw op.Refuse($"elements of type {type.Name()} are not quantized"),
        };
        var value = new Term(op, DataType.Float, op.Cast(op.Input(0), DataType.Float));
        var (least, most) = (Limit(op, 1, value), Limit(op, 2, value));
        var result = op.Node.Text("mode", "MIN_COMBINED") switch
        {
            "MIN_FIRST" => FromFirst(value, least, most, lowest, highest),
            "SCALED" => Scaled(value, least, most, lowest + (op.Node.Bool("narrow_range") ? 1 : 0), highest),
            _ => ((value - (lowest < 0 ? lowest : 0)) * ((most - least) / (highest - lowest))) + least,
        };
        return result.Cast(op.Node.Type("dtype", DataType.Float)).Name;
    }

    /// <summary>Gets a limit, of which there may be one for each position along an axis.</summary>
    private static Term Limit(OpContext op, int index, Term value)
    {
        var limit = op.Term(index, DataType.Float);
        if (op.Node.Int("axis", -1) is var axis && axis < 0)
        {
            return limit;
        }

        var following = value.Rank - (axis + 1);
        return limit.Reshape(limit.Shape.Join(following.Scalar(1).Expand(following)));
    }

    /// <summary>The least value is moved to a step, so that zero stays exact.</summary>
    private static Term FromFirst(Term value, Term least, Term most, double lowest, double highest)
    {
        var step = (most - least) / (highest - lowest);
        var rounded = least.Is("Equal", most).Choose(least, HalfAway(least / step) * step);
        return rounded + ((value - lowest) * step);
    }

    /// <summary>Rounds halves away from zero, as C does.</summary>
    private static Term HalfAway(Term value) => value.Unary("Sign") * (value.Unary("Abs") + 0.5).Unary("Floor");

    private static Term Scaled(Term value, Term least, Term most, double lowest, double highest) =>
        value * (lowest < 0 ? (least / lowest).Max(most / highest) : most / highest);
}
