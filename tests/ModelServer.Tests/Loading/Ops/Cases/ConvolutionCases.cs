using ModelServing.Inference.Tensors;

namespace ModelServing.ModelServer.Tests.Loading.Ops.Cases;

/// <summary>Convolutions in all paddings, with strides, dilations and groups.</summary>
internal static class ConvolutionCases
{
    public static IEnumerable<OpCase> All =>
    [
        .. from padding in new[] { "SAME", "VALID" } from stride in new[] { 1L, 2, 3 } from dilation in new[] { 1L, 2 } select Plain(padding, [3, 2], stride, dilation),
        Plain("SAME", [1, 1], 2, 1), Plain("SAME", [1, 1], 3, 1),
        .. from padding in new[] { "SAME", "VALID" } from stride in new[] { 1L, 2 } from dilation in new[] { 1L, 2 } select Depthwise(padding, stride, dilation),
        .. from padding in new[] { "SAME", "VALID" } from stride in new[] { 1L, 2 } select Volume(padding, stride),
        OpCase.For("Conv2D", "explicit padding").With("strides", 1, 1, 1, 1).With("padding", "EXPLICIT").With("explicit_paddings", 0, 0, 1, 0, 2, 1, 0, 0).Feed(Nd.Random(1, 1, 3, 3, 2), Nd.Random(2, 2, 2, 2, 3))
            .Is(x => Flat(2, 1, 1, "VALID", 2).Convolve(Nd.Make([1, 4, 6, 2], i => i[1] < 1 || i[2] is < 2 or > 4 ? 0 : x[0][i[0], i[1] - 1, i[2] - 2, i[3]]), x[1])),
        OpCase.For("Conv2D", "groups").With("strides", 1, 1, 1, 1).With("padding", "SAME").Feed(Nd.Random(1, 2, 4, 4, 4), new Arg(Nd.Random(2, 3, 3, 2, 6)).Baked()).Is(x => Flat(3, 1, 1, "SAME", 2).Convolve(x[0], x[1])),
        OpCase.For("Conv2D", "channels first").With("data_format", "NCHW").With("strides", 1, 1, 2, 2).With("padding", "SAME").Feed(Nd.Random(1, 2, 3, 5, 4), Nd.Random(2, 3, 3, 3, 2))
            .Is(x => First(Flat(3, 2, 1, "SAME", 2).Convolve(Last(x[0]), x[1]))),
        OpCase.For("_FusedConv2D").With("strides", 1, 1, 1, 1).With("padding", "VALID").With("fused_ops", MatrixCases.Strings("BiasAdd", "Relu6")).Feed(Nd.Random(1, 1, 4, 4, 2), Nd.Random(2, 3, 3, 2, 3), Nd.Random(3, 3))
            .Is(x => Flat(3, 1, 1, "VALID", 2).Convolve(x[0], x[1]).Zip(x[2], (a, b) => Math.Clamp(a + b, 0, 6))),
        OpCase.For("_FusedConv2D", "batch normalization").With("strides", 1, 1, 1, 1).With("padding", "SAME").With("epsilon", 0.001f).With("fused_ops", MatrixCases.Strings("FusedBatchNorm", "Relu"))
            .Feed(Nd.Random(1, 1, 4, 4, 2), Nd.Random(2, 3, 3, 2, 2), Nd.Vector(1, 2), Nd.Vector(0, -1), Nd.Vector(0.5, 1), Nd.Vector(2, 3))
            .Is(x => Nd.Make([1, 4, 4, 2], Flat(3, 1, 1, "SAME", 2).Convolve(x[0], x[1]) is var raw ? i => Math.Max(0, (x[2][i[3]] * (raw[i] - x[4][i[3]]) / Math.Sqrt(x[5][i[3]] + 0.001)) + x[3][i[3]]) : null!)),
        OpCase.For("_FusedDepthwiseConv2dNative").With("strides", 1, 1, 1, 1).With("padding", "SAME").With("fused_ops", MatrixCases.Strings("BiasAdd")).Feed(Nd.Random(1, 1, 4, 4, 2), new Arg(Nd.Random(2, 3, 3, 2, 1)).Baked(), Nd.Random(3, 2))
            .Is(x => Deep(Flat(3, 1, 1, "SAME", 2), x[0], x[1]).Zip(x[2], (a, b) => a + b)),
        .. from padding in new[] { "SAME", "VALID" } from size in new[] { 1L, 2, 3 } from extra in new[] { 0, 1 } select Transposed(padding, size, extra),
        OpCase.For("Conv3DBackpropInputV2").Typed("T").With("strides", 1, 2, 2, 2, 1).With("padding", "SAME").Feed(Arg.Ints(1, 4, 3, 2, 2), new Arg(Nd.Random(2, 3, 3, 3, 2, 3)).Baked(), Nd.Random(3, 1, 2, 2, 1, 3))
            .Is(x => Flat(3, 2, 1, "SAME", 3).Spread(x[2], x[1], [1, 4, 3, 2, 2])),
    ];

    public static Nd Last(Nd image) => Nd.Make([image.Shape[0], image.Shape[2], image.Shape[3], image.Shape[1]], i => image[i[0], i[3], i[1], i[2]]);

    public static Nd First(Nd image) => Nd.Make([image.Shape[0], image.Shape[3], image.Shape[1], image.Shape[2]], i => image[i[0], i[2], i[3], i[1]]);

    private static Windows Flat(long size, long stride, long dilation, string padding, int dimensions)
    {
        long[] All(long value) => [.. Enumerable.Repeat(value, dimensions)];
        return new Windows(All(size), All(stride), All(dilation), padding);
    }

    private static OpCase Plain(string padding, long[] sizes, long stride, long dilation) => OpCase.For("Conv2D", $"{padding} {sizes[0]} {stride} {dilation}").On(DataType.Float, DataType.Half, DataType.BFloat16, DataType.Double)
        .With("strides", 1, stride, stride, 1).With("dilations", 1, dilation, dilation, 1).With("padding", padding)
        .Feed(Nd.Random(1, 2, 7, 6, 3), Filter(sizes, 3, 4)).Feed(Nd.Random(1, 1, 8, 9, 3), Filter(sizes, 3, 4)).Feed(Nd.Of([0, 7, 6, 3]), Filter(sizes, 3, 4))
        .Is(x => new Windows(sizes, [stride, stride], [dilation, dilation], padding).Convolve(x[0], x[1]));

    private static Arg Filter(long[] sizes, long channels, long count) => new Arg(Nd.Random(2, [.. sizes, channels, count])).Baked();

    private static OpCase Depthwise(string padding, long stride, long dilation) => OpCase.For("DepthwiseConv2dNative", $"{padding} {stride} {dilation}")
        .With("strides", 1, stride, stride, 1).With("dilations", 1, dilation, dilation, 1).With("padding", padding)
        .Feed(Nd.Random(1, 2, 5, 6, 3), Filter([3, 3], 3, 2)).Feed(Nd.Of([0, 5, 5, 3]), Filter([3, 3], 3, 2)).Is(x => Deep(Flat(3, stride, dilation, padding, 2), x[0], x[1]));

    private static Nd Deep(Windows windows, Nd image, Nd filter)
    {
        var many = filter.Shape[3];
        return windows.Slide(image, image.Shape[3] * many, (inside, c) => inside.Sum(item => image[[.. item.Pixel, c / many]] * filter[[.. item.Place, c / many, c % many]]));
    }

    private static OpCase Volume(string padding, long stride) => OpCase.For("Conv3D", $"{padding} {stride}").With("strides", 1, stride, stride, stride, 1).With("padding", padding).With("data_format", "NDHWC")
        .Feed(Nd.Random(1, 1, 4, 5, 3, 2), Nd.Random(2, 2, 3, 2, 2, 3)).Feed(Nd.Of([0, 4, 4, 4, 2]), Nd.Random(2, 2, 3, 2, 2, 3)).Is(x => new Windows([2, 3, 2], [stride, stride, stride], [1, 1, 1], padding).Convolve(x[0], x[1]));

    /// <summary>More than one output length belongs to each input length: the node says which.</summary>
    private static OpCase Transposed(string padding, long size, int extra)
    {
        var (small, longer) = (3L, 4L);
        long Length(long count) => (padding == "SAME" ? count * 2 : ((count - 1) * 2) + size) - (padding == "SAME" ? extra : -extra);
        return OpCase.For("Conv2DBackpropInput", $"{padding} {size} {extra}").With("strides", 1, 2, 2, 1).With("padding", padding)
            .Feed(Arg.Ints(2, Length(small), Length(longer), 2), new Arg(Nd.Random(2, size, size, 2, 3)).Baked(), Nd.Random(3, 2, small, longer, 3))
            .Feed(Arg.Ints(0, Length(small), Length(small), 2), new Arg(Nd.Random(2, size, size, 2, 3)).Baked(), Nd.Of([0, small, small, 3]))
            .Is(x => Flat(size, 2, 1, padding, 2).Spread(x[2], x[1], [.. x[0].Values.Select(v => (long)v)]));
    }
}
