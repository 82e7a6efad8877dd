namespace ModelServing.ModelServer.Tests.Loading.Ops.Cases;

/// <summary>Padding.</summary>
internal static class PaddingCases
{
    private static readonly Arg Pads = new(Nd.Of([2, 2], 0, 1, 2, 1), Inference.Tensors.DataType.Int32);

    public static IEnumerable<OpCase> All =>
    [
        OpCase.For("Pad").On(Kinds.All).Feed(Nd.Random(1, 2, 3), Pads).Feed(Nd.Of([0, 2]), Pads).Is(x => Padded(x[0], 0)),
        OpCase.For("PadV2").On(Kinds.All).Feed(Nd.Random(1, 2, 3), Pads, Nd.Scalar(1)).Feed(Nd.Of([0, 2]), Pads, Nd.Scalar(1)).Is(x => Padded(x[0], x[2].Values[0])),
        Mirror("REFLECT", 1), Mirror("SYMMETRIC", 0),
    ];

    private static Nd Padded(Nd x, double value) => Nd.Make([x.Shape[0] + 1, x.Shape[1] + 3], i => i[0] < x.Shape[0] && i[1] >= 2 && i[1] < x.Shape[1] + 2 ? x[i[0], i[1] - 2] : value);

    /// <summary>Walks back from the border, which reflection leaves out.</summary>
    private static OpCase Mirror(string mode, int skip) => OpCase.For("MirrorPad", mode).On(Kinds.All).With("mode", mode).Feed(Nd.Random(1, 2, 4), Pads.Baked()).Feed(Nd.Random(1, 3, 3), Pads.Baked()).Is(x =>
    {
        long Place(long at, long length) => at < 0 ? -at - 1 + skip : at >= length ? (2 * length) - at - 1 - skip : at;
        return Nd.Make([x[0].Shape[0] + 1, x[0].Shape[1] + 3], i => x[0][Place(i[0], x[0].Shape[0]), Place(i[1] - 2, x[0].Shape[1])]);
    });
}
