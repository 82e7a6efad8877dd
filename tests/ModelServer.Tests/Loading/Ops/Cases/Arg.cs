using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Tests.Loading.Ops.Cases;

/// <summary>An argument of an operation: of the case's own type or a fixed one, fed in each run or constant in the graph.</summary>
internal sealed record Arg(Nd Value, DataType? Type = null, bool IsConstant = false)
{
    public static implicit operator Arg(Nd value) => new(value);

    public static Arg Ints(params double[] values) => new(Nd.Vector(values), DataType.Int32);

    public static Arg Int(double value) => new(Nd.Scalar(value), DataType.Int32);

    public static Arg Of(DataType type, Nd value) => new(value, type);

    public Arg Baked() => this with { IsConstant = true };
}
