using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Tests.Loading.Ops.Cases;

/// <summary>Quantized values, which are constants wherever graphs hold them.</summary>
internal static class DequantizeCases
{
    private static readonly (DataType Type, double Lowest, double Highest)[] Types =
        [(DataType.QUInt8, 0, 255), (DataType.QInt8, -128, 127), (DataType.QUInt16, 0, 65535), (DataType.QInt16, -32768, 32767), (DataType.QInt32, int.MinValue, int.MaxValue)];

    public static IEnumerable<OpCase> All =>
    [
        .. from type in Types from mode in new[] { "MIN_COMBINED", "MIN_FIRST", "SCALED" } from limits in new[] { (-1.5, 6.3), (0.0, 2.0), (-3.0, 1.0) } select Case(type, mode, limits, false),
        .. from type in Types where type.Lowest < 0 select Case(type, "SCALED", (-1.5, 0.5), true),
        OpCase.For("Dequantize", "each along an axis").On(DataType.QInt8).With("mode", "SCALED").With("axis", 1L).Gives(DataType.Float)
            .Feed(new Arg(Nd.Of([2, 2, 1], 1, 2, -3, 4)).Baked(), Arg.Of(DataType.Float, Nd.Vector(-1, -2)), Arg.Of(DataType.Float, Nd.Vector(0.5, 4)))
            .Is(x => Nd.Make([2, 2, 1], i => x[0][i] * Math.Max(x[1][i[1]] / -128, x[2][i[1]] / 127))),
        OpCase.For("Dequantize", "limits that are one").On(DataType.QUInt8).With("mode", "MIN_FIRST").Gives(DataType.Float)
            .Feed(new Arg(Nd.Vector(0, 9)).Baked(), Arg.Of(DataType.Float, Nd.Scalar(2.5)), Arg.Of(DataType.Float, Nd.Scalar(2.5))).Is(_ => Nd.Vector(2.5, 2.5)),
    ];

    private static OpCase Case((DataType Type, double Lowest, double Highest) type, string mode, (double Least, double Most) limits, bool isNarrow) =>
        OpCase.For("Dequantize", $"{mode} {limits} {isNarrow}").On(type.Type).With("mode", mode).With("narrow_range", isNarrow).Gives(DataType.Float)
            .Feed(new Arg(Nd.Of([2, 3], type.Lowest, type.Highest, 0, 1, 77, 120)).Baked(), Arg.Of(DataType.Float, Nd.Scalar(limits.Least)), Arg.Of(DataType.Float, Nd.Scalar(limits.Most)))
            .Is(x => x[0].Map(value => Value(value, type.Lowest, type.Highest, mode, (float)limits.Least, (float)limits.Most, isNarrow ? 1 : 0)));

    private static double Value(double value, double lowest, double highest, string mode, double least, double most, int narrow)
    {
        if (mode == "SCALED")
        {
            var positive = most / highest;
            return value * (lowest < 0 ? Math.Max(least / (lowest + narrow), positive) : positive);
        }

        var step = (most - least) / (highest - lowest);
        return mode == "MIN_FIRST"
            ? (Math.Round(least / step, MidpointRounding.AwayFromZero) * step) + ((value - lowest) * step)
            : least + ((value - lowest) * step);
    }
}
