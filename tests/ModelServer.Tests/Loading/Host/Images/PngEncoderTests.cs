using CsCheck;
using ModelServing.Inference.Tensors;
using ModelServing.Testing.SavedModels;
using Xunit;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading.Host.Images;

/// <summary>Images written as PNG, and read again.</summary>
public sealed class PngEncoderTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Run_Pixels_AreReadBack(int channels) => Gen.Select(Gen.Int[1, 9], Gen.Int[1, 9]).SelectMany((height, width) => Gen.Byte.Array[height * width * channels].Select(pixels => (height, width, pixels))).Sample(
        image =>
        {
            var pixels = Tensor.Create<byte>([image.height, image.width, channels], image.pixels);

            var file = HostRun.Single("EncodePng", [pixels], DataType.DtString);

            return HostRun.Single("DecodePng", [file.Reshape()], DataType.DtUint8).Show() == pixels.Show();
        },
        iter: 25);

    [Fact]
    public void Run_SamplesOfSixteenBits_AreReadBack()
    {
        var pixels = Tensor.Create<ushort>([2, 2, 1], [0, 1, 0x1234, 0xffff]);

        var file = HostRun.Single("EncodePng", [pixels], DataType.DtString, ("T", Attributes.Of(DataType.DtUint16)));

        Assert.Equal(pixels.AsSpan<ushort>().ToArray(), HostRun.Single("DecodePng", [file], DataType.DtUint16, ("dtype", Attributes.Of(DataType.DtUint16))).AsSpan<ushort>().ToArray());
    }

    [Fact]
    public void Run_BatchOfImages_IsABatchOfFiles()
    {
        var files = HostRun.Single("EncodePng", [Tensor.Create<byte>([2, 1, 1, 1], [1, 2])], DataType.DtString);

        Assert.Equal([2L], files.Shape.ToArray());
        Assert.NotEqual(files.Strings[0].ToArray(), files.Strings[1].ToArray());
    }

    [Fact]
    public void Run_SmoothImage_IsMuchSmallerThanItsPixels()
    {
        var pixels = Enumerable.Range(0, 64 * 64).SelectMany(at => new[] { (byte)(at % 64), (byte)(at / 64), (byte)((at % 64) + (at / 64)) }).ToArray();

        Assert.InRange(HostRun.Single("EncodePng", [Tensor.Create<byte>([64, 64, 3], pixels)], DataType.DtString).Strings[0].Length, 100, pixels.Length / 20);
    }

    [Theory]
    [InlineData(new long[] { 2, 2 }, "images must be at least rank 3 [2,2]")]
    [InlineData(new long[] { 1, 1, 5 }, "image must have 1, 2, 3, or 4 channels, got 5")]
    [InlineData(new long[] { 0, 1, 1 }, "image must not be empty, got [0,1,1]")]
    public void Run_WhatIsNoImage_IsRefused(long[] shape, string expected) =>
        Assert.Equal(expected, HostRun.Refusal("EncodePng", [Tensor.Create<byte>(shape, new byte[shape.Aggregate(1L, (all, size) => all * size)])], DataType.DtString));
}
