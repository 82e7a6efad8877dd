using System.Security.Cryptography;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.Testing.SavedModels;
using Xunit;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading.Host.Images;

/// <summary>Images written as JPEG, byte by byte as libjpeg-turbo writes them.</summary>
public sealed class JpegEncoderTests
{
    /// <summary>The digests are those of the files of cjpeg, which differ in the density alone.</summary>
    [Theory]
    [InlineData(23, 17, 3, 95, true, "AD16D4ED765B78B8")]
    [InlineData(23, 17, 3, 95, false, "2C62F0A0FE455924")]
    [InlineData(9, 40, 3, 30, true, "B9EEE823BEFE83D1")]
    [InlineData(18, 33, 1, 80, true, "62B629107CF1F0CC")]
    [InlineData(1, 1, 3, 100, true, "D2BED05FB3F5923D")]
    public void Run_Pixels_BecomeTheFileOfLibjpeg(int height, int width, int channels, int quality, bool halvesColours, string digest)
    {
        var file = Encode(Image(height, width, channels), ("quality", Attributes.Of((long)quality)), ("chroma_downsampling", Attributes.Of(halvesColours)));

        Assert.Equal([1, 1, 44, 1, 44], file[13..18]);
        ((byte[])[0, 0, 1, 0, 1]).CopyTo(file, 13);
        Assert.Equal(digest, Convert.ToHexString(SHA256.HashData(file))[..16]);
    }

    [Fact]
    public void Run_WhatIsWritten_IsReadBackNearly()
    {
        var pixels = Enumerable.Range(0, 32 * 32).SelectMany(at => new[] { (byte)(at % 32 * 8), (byte)(at / 32 * 8), (byte)128 }).ToArray();

        var read = HostRun.Single("DecodeJpeg", [Tensor.FromStrings([], [Encode(Tensor.Create<byte>([32, 32, 3], pixels))])], DataType.DtUint8).AsSpan<byte>().ToArray();

        Assert.InRange(pixels.Zip(read, (written, found) => Math.Abs(written - found)).Average(), 0, 3);
    }

    [Fact]
    public void Run_VariableQuality_IsTheSameAsAFixedOne()
    {
        var image = Image(20, 20, 3);

        var file = HostRun.Single("EncodeJpegVariableQuality", [image, Tensor.Scalar(40)], DataType.DtString).Strings[0].ToArray();

        Assert.Equal(Encode(image, ("quality", Attributes.Of(40L))), file);
    }

    [Theory]
    [InlineData(new long[] { 2, 2 }, "", "image must be 3-dimensional[2,2]")]
    [InlineData(new long[] { 2, 2, 2 }, "", "image must have 1 or 3 channels, got [2,2,2]")]
    [InlineData(new long[] { 2, 2, 1 }, "rgb", "format rgb expects 3 channels, got [2,2,1]")]
    [InlineData(new long[] { 2, 2, 3 }, "grayscale", "format grayscale expects 1 channels, got [2,2,3]")]
    public void Run_WhatIsNoImage_IsRefused(long[] shape, string format, string expected) => Assert.Equal(
        expected,
        HostRun.Refusal("EncodeJpeg", [Tensor.Create<byte>(shape, new byte[shape.Aggregate(1L, (all, size) => all * size)])], DataType.DtString, ("format", Attributes.Of(format))));

    private static Tensor Image(int height, int width, int channels) =>
        Tensor.Create<byte>([height, width, channels], [.. Enumerable.Range(0, height * width * channels).Select(i => (byte)((i * i / 7) + (i % channels * 40)))]);

    private static byte[] Encode(Tensor image, params (string, AttrValue)[] attributes) => HostRun.Single("EncodeJpeg", [image], DataType.DtString, attributes).Strings[0].ToArray();
}
