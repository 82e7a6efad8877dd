using System.Security.Cryptography;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading;
using ModelServing.Testing;
using ModelServing.Testing.Digits;
using ModelServing.Testing.SavedModels;
using Xunit;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading.Host.Images;

/// <summary>Files in many ways to code a JPEG, and the digests of the pixels that libjpeg-turbo 2.1 makes of them.</summary>
public sealed class JpegTests
{
    private const string Failure = "jpeg::Uncompress failed. Invalid JPEG data or crop window.";

    public static TheoryData<string> Names => [.. Directory.GetFiles(Folder, "*.jpg").Select(path => Path.GetFileNameWithoutExtension(path))];

    private static string Folder => RepositoryPaths.InRepository("tests", "ModelServer.Tests", "Loading", "Host", "Images");

    [Theory]
    [InlineData("grey", "", true, 0, 21, 29, 1, "A00CB34AB041C865")]
    [InlineData("grey", "", true, 1, 21, 29, 1, "A00CB34AB041C865")]
    [InlineData("grey", "", true, 3, 21, 29, 3, "60AD59AB5D8E565B")]
    [InlineData("444", "", true, 0, 26, 37, 3, "78FE201FB05D57B8")]
    [InlineData("422", "", true, 0, 26, 37, 3, "ADED6B20A8BD5BA4")]
    [InlineData("422", "INTEGER_ACCURATE", true, 0, 26, 37, 3, "C1F625B1D79499D2")]
    [InlineData("422", "", false, 0, 26, 37, 3, "A11AC7A4992CA5D7")]
    [InlineData("420", "", true, 0, 38, 51, 3, "AA10384A987628F4")]
    [InlineData("420", "INTEGER_FAST", true, 0, 38, 51, 3, "AA10384A987628F4")]
    [InlineData("420", "INTEGER_ACCURATE", true, 0, 38, 51, 3, "169DA025ACBBBFE8")]
    [InlineData("420", "", false, 0, 38, 51, 3, "AB9FE5E99D6637ED")]
    [InlineData("420", "", true, 1, 38, 51, 1, "740D0D153186D636")]
    [InlineData("440", "", true, 0, 37, 26, 3, "8084B596932A856E")]
    [InlineData("411", "", true, 0, 20, 53, 3, "688FB5EA8F014F01")]
    [InlineData("420-narrow", "", true, 0, 19, 4, 3, "14238BF55A4B74E0")]
    [InlineData("progressive", "", true, 0, 38, 51, 3, "3025241B9503B377")]
    [InlineData("progressive", "INTEGER_ACCURATE", true, 0, 38, 51, 3, "10F663622F7DA50E")]
    [InlineData("progressive", "", false, 0, 38, 51, 3, "A1C52774A5EA1CEE")]
    [InlineData("progressive-restarts", "", true, 0, 33, 40, 3, "C084BD2EA64D3AE5")]
    [InlineData("rgb", "", true, 0, 19, 27, 3, "D508CFD7438CEA2D")]
    [InlineData("rgb", "", true, 1, 19, 27, 1, "C979319B867451E4")]
    [InlineData("cmyk", "", true, 0, 19, 27, 3, "54C40B7D4CF12371")]
    [InlineData("ycck", "", true, 0, 19, 27, 3, "D13D4ABCA3292772")]
    public void Run_DecodeJpeg_MakesThePixelsOfLibjpeg(string name, string method, bool isSmooth, long channels, long height, long width, long actual, string digest)
    {
        var image = Decode("DecodeJpeg", Load(name), ("channels", Attributes.Of(channels)), ("dct_method", Attributes.Of(method)), ("fancy_upscaling", Attributes.Of(isSmooth)));

        Assert.Equal([height, width, actual], image.Shape.ToArray());
        Assert.Equal(digest, Convert.ToHexString(SHA256.HashData(image.Data.Span))[..16]);
    }

    /// <summary>Smaller images are made of the lowest frequencies; what <c>djpeg -scale 1/2</c> and so on makes of the files.</summary>
    [Theory]
    [InlineData("grey", 2, "", true, 11, 15, 1, "66B26571A43A4DEA")]
    [InlineData("444", 2, "", true, 13, 19, 3, "D1CE734B8223918A")]
    [InlineData("422", 2, "", true, 13, 19, 3, "7DD83300D1899BC4")]
    [InlineData("422", 2, "", false, 13, 19, 3, "93C608293D95AB36")]
    [InlineData("420", 2, "", true, 19, 26, 3, "331508B59358C5D6")]
    [InlineData("420", 2, "INTEGER_ACCURATE", true, 19, 26, 3, "FB7A0AAA4EAD71D7")]
    [InlineData("440", 2, "", true, 19, 13, 3, "72E41081A5FE6CBB")]
    [InlineData("411", 2, "", true, 10, 27, 3, "1A271FAF5F8A2AD9")]
    [InlineData("420-narrow", 2, "", true, 10, 2, 3, "ED311B24169C7431")]
    [InlineData("progressive", 2, "", true, 19, 26, 3, "9F10A78C492A2D43")]
    [InlineData("rgb", 2, "", true, 10, 14, 3, "CDCFA69A122DA14D")]
    [InlineData("grey", 4, "", true, 6, 8, 1, "AFB778035EB4E536")]
    [InlineData("444", 4, "", true, 7, 10, 3, "981523A7B5A83C73")]
    [InlineData("422", 4, "", true, 7, 10, 3, "5C652EBDF4A5CE6B")]
    [InlineData("422", 4, "", false, 7, 10, 3, "394A244BE5F3501D")]
    [InlineData("420", 4, "", true, 10, 13, 3, "18E6341C4541F472")]
    [InlineData("420", 4, "INTEGER_ACCURATE", true, 10, 13, 3, "18E6341C4541F472")]
    [InlineData("440", 4, "", true, 10, 7, 3, "BCA50A972BF7DB5F")]
    [InlineData("411", 4, "", true, 5, 14, 3, "CC83F8DD8408A9E2")]
    [InlineData("420-narrow", 4, "", true, 5, 1, 3, "21D86105C98D42E7")]
    [InlineData("progressive", 4, "", true, 10, 13, 3, "915422F4E654DFC1")]
    [InlineData("rgb", 4, "", true, 5, 7, 3, "75CB5F108E8196D3")]
    [InlineData("grey", 8, "", true, 3, 4, 1, "9D03CEE09A95A9B8")]
    [InlineData("444", 8, "", true, 4, 5, 3, "5FB030F852C03AE0")]
    [InlineData("422", 8, "", true, 4, 5, 3, "9AC51F5C23495F67")]
    [InlineData("422", 8, "", false, 4, 5, 3, "9AC51F5C23495F67")]
    [InlineData("420", 8, "", true, 5, 7, 3, "4E3C174CAD59651A")]
    [InlineData("420", 8, "INTEGER_ACCURATE", true, 5, 7, 3, "4E3C174CAD59651A")]
    [InlineData("440", 8, "", true, 5, 4, 3, "C990761CB9628594")]
    [InlineData("411", 8, "", true, 3, 7, 3, "38FB78C03FCCFF45")]
    [InlineData("420-narrow", 8, "", true, 3, 1, 3, "C11A0FE869242AF2")]
    [InlineData("progressive", 8, "", true, 5, 7, 3, "D4810EF915963A14")]
    [InlineData("rgb", 8, "", true, 3, 4, 3, "262F458A25FACEC1")]
    public void Run_DecodeJpegByARatio_MakesThePixelsOfLibjpeg(string name, long ratio, string method, bool isSmooth, long height, long width, long channels, string digest)
    {
        var image = Decode("DecodeJpeg", Load(name), ("ratio", Attributes.Of(ratio)), ("dct_method", Attributes.Of(method)), ("fancy_upscaling", Attributes.Of(isSmooth)));

        Assert.Equal([height, width, channels], image.Shape.ToArray());
        Assert.Equal(digest, Convert.ToHexString(SHA256.HashData(image.Data.Span))[..16]);
    }

    [Fact]
    public void TryLoad_RatioThatIsNone_NamesTheNode()
    {
        var builder = new SavedModelBuilder();
        var contents = builder.Placeholder("contents", DataType.DtString);
        var image = builder.Add("DecodeJpeg", "decode", [contents], ("ratio", Attributes.Of(3L)));
        builder.Sign("serving_default", [("contents", TensorProtos.Info(contents, DataType.DtString))], [("image", TensorProtos.Info(image, DataType.DtUint8))]);

        Assert.StartsWith("Op DecodeJpeg at node decode: ratio must be 1, 2, 4, or 8, got 3", Models.FailToLoad(builder).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_DecodeAndCropJpeg_CutsTheWindow()
    {
        var whole = Decode("DecodeJpeg", Load("444"));
        var window = Tensor.Create([4], 3, 5, 7, 11);

        var crop = HostRun.Single("DecodeAndCropJpeg", [File("444"), window], DataType.DtUint8);

        Assert.Equal([7L, 11, 3], crop.Shape.ToArray());
        for (var (i, rows) = (0, crop.Data); i < 7; i++)
        {
            Assert.Equal(whole.Data.Slice(((((3 + i) * 37) + 5) * 3), 33).ToArray(), rows.Slice(i * 33, 33).ToArray());
        }
    }

    [Theory]
    [InlineData(0, 0, 27, 1)]
    [InlineData(0, 0, 0, 1)]
    [InlineData(-1, 0, 1, 1)]
    [InlineData(0, 30, 1, 8)]
    public void Run_DecodeAndCropJpeg_WindowOutside_IsRefused(int y, int x, int height, int width) =>
        Assert.Equal(Failure, HostRun.Refusal("DecodeAndCropJpeg", [File("444"), Tensor.Create([4], y, x, height, width)], DataType.DtUint8));

    [Fact]
    public void Run_JpegThatEndsEarly_IsRefusedUnlessToldToRecover()
    {
        var data = Load("444")[..900];

        Assert.Equal(Failure, HostRun.Refusal("DecodeJpeg", [Contents(data)], DataType.DtUint8));
        var image = Decode("DecodeJpeg", data, ("try_recover_truncated", Attributes.Of(true)));
        Assert.Equal([26L, 37, 3], image.Shape.ToArray());
        Assert.Equal(Decode("DecodeJpeg", Load("444")).Data[..24].ToArray(), image.Data[..24].ToArray());
    }

    [Fact]
    public void Run_DecodeImage_ScalesToOtherTypes()
    {
        var bytes = Decode("DecodeJpeg", Load("grey")).Data.ToArray();

        var shorts = HostRun.Single("DecodeImage", [File("grey")], DataType.DtUint16, ("dtype", Attributes.Of(DataType.DtUint16)));
        var floats = HostRun.Single("DecodeImage", [File("grey")], DataType.DtFloat, ("dtype", Attributes.Of(DataType.DtFloat)));

        Assert.Equal(bytes.Select(value => (ushort)(value * 256)), shorts.AsSpan<ushort>().ToArray());
        Assert.Equal(bytes.Select(value => value / 255f), floats.AsSpan<float>().ToArray(), (left, right) => Math.Abs(left - right) < 1e-6f);
    }

    /// <summary>Damaged files are refused or give some pixels; nothing else may come of them.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Decode_DamagedFile_IsRefusedAtMost(string name)
    {
        var random = new DeterministicRandom(5);
        var options = new Runtimes.Host.Images.JpegOptions(3, true, false, new Runtimes.Host.Images.FastTransform());
        for (var round = 0; round < 300; round++)
        {
            var data = Load(name);
            for (var change = 0; change < 1 + (round % 4); change++)
            {
                data[2 + (int)(random.Next() % (ulong)(data.Length - 2))] = (byte)random.Next();
            }

            try
            {
                Runtimes.Host.Images.JpegDecoder.Decode(data, options);
            }
            catch (ModelRunException refused)
            {
                Assert.Equal(Failure, refused.Message);
            }
        }
    }

    /// <summary>The least short has no absolute value of its own type. The code is one bit for the end of the block; the next bit refines.</summary>
    [Fact]
    public void Read_RefinementOfTheLeastCoefficient_GoesOn()
    {
        var component = new Runtimes.Host.Images.JpegComponent(1, 1, 1, 0) { AcTable = new Runtimes.Host.Images.HuffmanTable([1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], [0]) };
        var frame = new Runtimes.Host.Images.JpegFrame(8, 8, true, [component]);
        frame.Allocate(new Runtimes.Host.Images.JpegOptions(1, true, false, new Runtimes.Host.Images.FastTransform()));
        component.Block(0, 0)[8] = short.MinValue;

        new Runtimes.Host.Images.JpegScan(frame, [component], new Runtimes.Host.Images.JpegBits([0b0100_0000, 0xFF, 0xD9], 0, false)) { Band = new(1, 63, 1, 0) }.Read();

        Assert.NotEqual(short.MinValue, component.Block(0, 0)[8]);
    }

    private static Tensor Decode(string op, byte[] data, params (string, Inference.Protos.AttrValue)[] attributes) =>
        HostRun.Single(op, [Contents(data)], DataType.DtUint8, attributes);

    private static byte[] Load(string name) => System.IO.File.ReadAllBytes(Path.Combine(Folder, name + ".jpg"));

    private static Tensor File(string name) => Contents(Load(name));

    private static Tensor Contents(byte[] data) => Tensor.FromStrings([], [(ReadOnlyMemory<byte>)data]);
}
