using ModelServing.Inference.Tensors;
using ModelServing.Testing.SavedModels;
using Xunit;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading.Host;

/// <summary>Images that are scaled and moved, each pixel against the sum of all pixels by their distance.</summary>
public sealed class ScaleTests
{
    private const int Height = 5;
    private const int Width = 7;

    [Theory]
    [InlineData("lanczos1", 4, 3, true)]
    [InlineData("lanczos3", 4, 3, true)]
    [InlineData("lanczos3", 9, 11, true)]
    [InlineData("lanczos5", 2, 2, true)]
    [InlineData("gaussian", 3, 4, true)]
    [InlineData("box", 2, 3, true)]
    [InlineData("triangle", 2, 3, true)]
    [InlineData("triangle", 2, 3, false)]
    [InlineData("keyscubic", 3, 10, true)]
    [InlineData("mitchellcubic", 3, 10, true)]
    public void Run_EachKernel_WeighsByDistance(string kernel, int height, int width, bool smooths)
    {
        var (pixels, scale) = (Pixels(), new[] { (float)height / Height, (float)width / Width });

        var found = Run(kernel, smooths, height, width, scale, [0.25f, -0.375f]).AsSpan<float>().ToArray();

        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var rows = Weights(kernel, y, Height, scale[0], 0.25, smooths);
                var columns = Weights(kernel, x, Width, scale[1], -0.375, smooths);
                var expected = rows.SelectMany((row, i) => columns.Select((column, j) => row * column * pixels[(i * Width) + j])).Sum();
                Assert.Equal(expected, found[(y * width) + x], 2e-4);
            }
        }
    }

    [Fact]
    public void Run_UnitScale_GivesThePixels() => Assert.All(Pixels().Zip(Run("keyscubic", true, Height, Width, [1, 1], [0, 0]).AsSpan<float>().ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-4));

    [Fact]
    public void Run_BytesOfSeveralChannels_BecomeFloats()
    {
        var results = HostRun.Single(
            "ScaleAndTranslate",
            [Tensor.Create<byte>([1, 2, 2, 2], [0, 100, 10, 110, 20, 120, 30, 130]), Tensor.Create([2], 1, 1), Tensor.Create([2], 0.5f, 0.5f), Tensor.Create([2], 0f, 0f)],
            DataType.DtFloat,
            ("kernel_type", Attributes.Of("triangle")));

        Assert.Equal("float[1,1,1,2] 15 115", results.Show());
    }

    [Theory]
    [InlineData("sinc", 1f, "Op ScaleAndTranslate at node op: Unrecognized kernel type: sinc")]
    [InlineData("box", 0f, "Scale must be greater than zero.")]
    public void Run_WhatCannotBeScaled_IsRefused(string kernel, float scale, string expected)
    {
        var refusal = Assert.ThrowsAny<Exception>(() => Run(kernel, true, 2, 2, [scale, 1], [0, 0]));

        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
    }

    private static float[] Pixels() => [.. Enumerable.Range(0, Height * Width).Select(at => (float)(at * at % 23))];

    private static Tensor Run(string kernel, bool smooths, int height, int width, float[] scale, float[] translation) => HostRun.Single(
        "ScaleAndTranslate",
        [Tensor.Create<float>([1, Height, Width, 1], Pixels()), Tensor.Create([2], height, width), Tensor.Create<float>([2], scale), Tensor.Create<float>([2], translation)],
        DataType.DtFloat,
        [("kernel_type", Attributes.Of(kernel)), ("antialias", Attributes.Of(smooths))]);

    /// <summary>How much each source pixel counts at a place; none where the place is outside.</summary>
    private static double[] Weights(string kernel, int place, int source, double scale, double translation, bool smooths)
    {
        var center = (place + 0.5 - translation) / scale;
        var stretch = smooths ? Math.Max(1, 1 / scale) : 1;
        var weights = Enumerable.Range(0, source).Select(i => Kernel(kernel, Math.Abs(i + 0.5 - center) / stretch)).ToArray();
        return center < 0 || center > source ? new double[source] : Array.ConvertAll(weights, weight => weight / weights.Sum());
    }

    private static double Kernel(string name, double x)
    {
        double Lanczos(double r) => x > r ? 0 : x < 1e-3 ? 1 : r * Math.Sin(Math.PI * x) * Math.Sin(Math.PI * x / r) / (Math.PI * Math.PI * x * x);

        double Cubic(double b, double c) => x < 1 ? (((12 - (9 * b) - (6 * c)) * x * x * x) + ((-18 + (12 * b) + (6 * c)) * x * x) + 6 - (2 * b)) / 6
            : x < 2 ? (((-b - (6 * c)) * x * x * x) + (((6 * b) + (30 * c)) * x * x) + (((-12 * b) - (48 * c)) * x) + (8 * b) + (24 * c)) / 6
            : 0;

        return name switch
        {
            "gaussian" => x < 1.5 ? Math.Exp(-2 * x * x) : 0,
            "box" => x < 0.5 ? 1 : x == 0.5 ? 0.5 : 0,
            "triangle" => Math.Max(0, 1 - x),
            "keyscubic" => Cubic(0, 0.5),
            "mitchellcubic" => Cubic(1.0 / 3, 1.0 / 3),
            _ => Lanczos(name[^1] - '0'),
        };
    }
}
