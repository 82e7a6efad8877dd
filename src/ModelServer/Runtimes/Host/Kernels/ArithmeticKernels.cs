using System.Numerics;
using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Arithmetic on two values, element by element.</summary>
internal static class ArithmeticKernels
{
    private static readonly string[] Names = ["Add", "AddV2", "Sub", "Mul", "Maximum", "Minimum", "FloorDiv", "FloorMod", "RealDiv", "Div"];

    public static IEnumerable<HostOp> All => Names.Select(name =>
        HostOp.One(name, OutputTypes.T, arguments => Calculate(name, arguments.Tensor(0), arguments.Tensor(1))) with { Handles = NumberType.HasT });

    public static Tensor Calculate(string op, Tensor left, Tensor right) => left.DataType switch
    {
        DataType.Int32 => Elementwise.Apply(left, right, Function<int>(op)),
        DataType.Int64 => Elementwise.Apply(left, right, Function<long>(op)),
        DataType.Float => Elementwise.Apply(left, right, Function<float>(op)),
        DataType.Double => Elementwise.Apply(left, right, Function<double>(op)),
        var other => throw NumberType.Unknown(other),
    };

    private static Func<T, T, T> Function<T>(string op)
        where T : INumber<T> => op switch
        {
            "Add" or "AddV2" => static (a, b) => a + b,
            "Sub" => static (a, b) => a - b,
            "Mul" => static (a, b) => a * b,
            "Maximum" => T.Max,
            "Minimum" => T.Min,
            "FloorMod" => FloorMod,
            "FloorDiv" => static (a, b) => T.IsZero(T.One / (T.One + T.One)) ? (a - FloorMod(a, b)) / Divisor(b) : Floor(a / b),
            _ => static (a, b) => a / Divisor(b),
        };

    private static T FloorMod<T>(T a, T b)
        where T : INumber<T>
    {
        var remainder = a % Divisor(b);
        return !T.IsZero(remainder) && T.IsNegative(remainder) != T.IsNegative(b) ? remainder + b : remainder;
    }

    private static T Floor<T>(T value)
        where T : INumber<T> => T.CreateChecked(Math.Floor(double.CreateChecked(value)));

    /// <summary>Integers have no infinity to answer a division by zero with.</summary>
    private static T Divisor<T>(T value)
        where T : INumber<T> => T.IsZero(value) && T.IsZero(T.One / (T.One + T.One)) ? throw Shapes.Invalid("Integer division by zero") : value;
}
