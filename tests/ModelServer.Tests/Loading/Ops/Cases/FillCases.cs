using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Tests.Loading.Ops.Cases;

/// <summary>New values and sequences.</summary>
internal static class FillCases
{
    public static IEnumerable<OpCase> All =>
    [
        OpCase.For("Fill").On(Kinds.All).Feed(Arg.Ints(2, 3), Nd.Scalar(7)).Feed(Arg.Ints(), Nd.Scalar(1)).Feed(Arg.Ints(0, 3), Nd.Scalar(1)).Is(x => Nd.Make([.. x[0].Values.Select(v => (long)v)], _ => x[1].Values[0])),
        OpCase.For("Range").On(Kinds.Numbers).Typed("Tidx").Feed(Nd.Scalar(1), Nd.Scalar(8), Nd.Scalar(3)).Feed(Nd.Scalar(5), Nd.Scalar(0), Nd.Scalar(-2)).Feed(Nd.Scalar(3), Nd.Scalar(3), Nd.Scalar(1))
            .Is(x => Sequence(x[0].Values[0], x[1].Values[0], x[2].Values[0])),
        OpCase.For("Range", "halves").Typed("Tidx").Feed(Nd.Scalar(0), Nd.Scalar(1.2), Nd.Scalar(0.5)).Is(_ => Nd.Vector(0, 0.5, 1)),
        OpCase.For("LinSpace").On(DataType.Float, DataType.Double).Feed(Nd.Scalar(-1), Nd.Scalar(2), Arg.Int(7)).Feed(Nd.Scalar(3), Nd.Scalar(5), Arg.Int(1))
            .Is(x => Nd.Make([(long)x[2].Values[0]], i => x[0].Values[0] + (i[0] * (x[1].Values[0] - x[0].Values[0]) / Math.Max(1, x[2].Values[0] - 1)))),
    ];

    private static Nd Sequence(double from, double to, double step)
    {
        List<double> values = [];
        for (var value = from; step > 0 ? value < to : value > to; value += step)
        {
            values.Add(value);
        }

        return Nd.Vector([.. values]);
    }
}
