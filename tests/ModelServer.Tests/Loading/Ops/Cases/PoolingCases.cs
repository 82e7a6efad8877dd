using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Tests.Loading.Ops.Cases;

/// <summary>Pooling, in which places outside the image do not count.</summary>
internal static class PoolingCases
{
    public static IEnumerable<OpCase> All =>
    [
        .. from op in new[] { "MaxPool", "AvgPool" } from padding in new[] { "SAME", "VALID" } from size in new[] { 1L, 2, 3 } from stride in new[] { 1L, 2, 3 } select Flat(op, padding, size, stride),
        .. from op in new[] { "MaxPool3D", "AvgPool3D" } from padding in new[] { "SAME", "VALID" } select Volume(op, padding),
        OpCase.For("MaxPoolV2").With("padding", "SAME").Feed(Nd.Random(1, 1, 5, 4, 2), Arg.Ints(1, 2, 2, 1).Baked(), Arg.Ints(1, 2, 2, 1).Baked()).Is(x => Pool("MaxPool", x[0], new Windows([2, 2], [2, 2], [1, 1], "SAME"))),
        .. from padding in new[] { "SAME", "VALID" } from isWhole in new[] { false, true } select WithPlaces(padding, isWhole),
        OpCase.For("MaxPool", "channels first").With("data_format", "NCHW").With("padding", "VALID").With("ksize", 1, 1, 2, 2).With("strides", 1, 1, 2, 2).Feed(Nd.Random(1, 1, 3, 4, 4))
            .Is(x => ConvolutionCases.First(Pool("MaxPool", ConvolutionCases.Last(x[0]), new Windows([2, 2], [2, 2], [1, 1], "VALID")))),
    ];

    private static OpCase Flat(string op, string padding, long size, long stride) => OpCase.For(op, $"{padding} {size} {stride}").On(op == "MaxPool" ? [DataType.Float, DataType.Double, DataType.UInt8] : Kinds.Smooth)
        .With("padding", padding).With("ksize", 1, size, size, 1).With("strides", 1, stride, stride, 1)
        .Feed(Nd.Random(1, 2, 5, 4, 3)).Feed(Nd.Random(1, 1, 6, 7, 1)).Feed(Nd.Random(1, 1, 9, 8, 2)).Feed(Nd.Of([0, 5, 4, 3])).Is(x => Pool(op, x[0], new Windows([size, size], [stride, stride], [1, 1], padding)));

    private static OpCase Volume(string op, string padding) => OpCase.For(op, padding).With("data_format", "NDHWC")
        .With("padding", padding).With("ksize", 1, 2, 2, 3, 1).With("strides", 1, 2, 1, 2, 1).Feed(Nd.Random(1, 2, 3, 4, 5, 2)).Is(x => Pool(op, x[0], new Windows([2, 2, 3], [2, 1, 2], [1, 1, 1], padding)));

    private static OpCase WithPlaces(string padding, bool isWhole) => OpCase.For("MaxPoolWithArgmax", $"{padding} {isWhole}").Gives(null, isWhole ? DataType.Int32 : DataType.Int64)
        .With("padding", padding).With("ksize", 1, 2, 3, 1).With("strides", 1, 2, 2, 1).With("include_batch_in_index", isWhole).With("Targmax", isWhole ? DataType.Int32 : DataType.Int64)
        .Feed(Nd.Random(1, 2, 5, 4, 3)).Feed(Nd.Random(1, 3, 6, 7, 1)).Feed(Nd.Of([0, 5, 4, 3]))
        .Are(x => [Pool("MaxPool", x[0], new Windows([2, 3], [2, 2], [1, 1], padding)), Places(x[0], new Windows([2, 3], [2, 2], [1, 1], padding), isWhole)]);

    private static Nd Places(Nd image, Windows windows, bool isWhole) => windows.Slide(image, image.Shape[^1], (inside, c) =>
    {
        var best = inside.MaxBy(item => image[[.. item.Pixel, c]]).Pixel;
        return (((((isWhole ? best[0] * image.Shape[1] : 0) + best[1]) * image.Shape[2]) + best[2]) * image.Shape[3]) + c;
    });

    private static Nd Pool(string op, Nd image, Windows windows) => windows.Slide(image, image.Shape[^1], (inside, c) =>
        op.StartsWith("Max", StringComparison.Ordinal) ? inside.Max(item => image[[.. item.Pixel, c]]) : inside.Average(item => image[[.. item.Pixel, c]]));
}
