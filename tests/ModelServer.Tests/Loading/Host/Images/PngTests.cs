using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading;
using ModelServing.ModelServer.Runtimes.Host.Images;
using ModelServing.Testing.Digits;
using ModelServing.Testing.SavedModels;
using Xunit;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading.Host.Images;

public sealed class PngTests
{
    private const int Width = 19;
    private const int Height = 13;

    public static TheoryData<int, int, bool, bool> Files =>
    [
        .. from kind in new[] { 0, 2, 3, 4, 6 } from depth in new[] { 1, 2, 4, 8, 16 } from isInterlaced in new[] { false, true } from isKeyed in new[] { false, true }
           where (kind, depth) is (0, _) or (3, < 16) or (2 or 4 or 6, >= 8)
           where !isKeyed || kind < 4
           select (kind, depth, isInterlaced, isKeyed),
    ];

    [Theory]
    [MemberData(nameof(Files))]
    public void Run_DecodePng_OfEveryKind_IsExact(int kind, int depth, bool isInterlaced, bool isKeyed)
    {
        var (file, samples) = Make(kind, depth, isInterlaced, isKeyed);
        var contents = Contents(file.Write(samples));
        foreach (var wanted in new[] { 0, 1, 3, 4 })
        {
            var channels = wanted > 0 ? wanted : kind == 3 ? (isKeyed ? 4 : 3) : file.SamplesPerPixel;
            var bytes = HostRun.Single("DecodePng", [contents], DataType.DtUint8, ("channels", Attributes.Of((long)wanted)));
            var wide = HostRun.Single("DecodePng", [contents], DataType.DtUint16, ("channels", Attributes.Of((long)wanted)), ("dtype", Attributes.Of(DataType.DtUint16)));
            var expected = Enumerable.Range(0, Width * Height).SelectMany(i => Pixel(file, samples, i, channels)).ToArray();

            Assert.Equal([Height, Width, channels], bytes.Shape.ToArray());
            Assert.Equal(expected.Select(value => (byte)(depth == 16 ? value >> 8 : value)), bytes.AsSpan<byte>().ToArray());
            Assert.Equal(expected.Select(value => (ushort)(depth == 16 ? value : value * 257)), wide.AsSpan<ushort>().ToArray());
        }
    }

    [Fact]
    public void Run_DecodeImage_ToFloat_KeepsSixteenBits()
    {
        var (file, samples) = Make(0, 16, isInterlaced: false, isKeyed: false);

        var image = HostRun.Single("DecodeImage", [Contents(file.Write(samples))], DataType.DtFloat, ("dtype", Attributes.Of(DataType.DtFloat)));

        Assert.Equal(samples.Select(sample => sample / 65535f), image.AsSpan<float>().ToArray(), (left, right) => Math.Abs(left - right) < 1e-6f);
    }

    [Fact]
    public void Run_ColoursToGreyWithGamma_AreWeighedAsLight()
    {
        var file = new PngWriter(2, 1, 8, 2, false) { Gamma = 0.45455 };

        var grey = HostRun.Single("DecodePng", [Contents(file.Write([200, 100, 50, 77, 77, 77]))], DataType.DtUint8, ("channels", Attributes.Of(1L)));

        var light = new[] { (200, 0.299), (100, 0.587), (50, 0.114) }.Sum(part => Math.Pow(part.Item1 / 255.0, 2.2) * part.Item2);
        Assert.InRange(grey.AsSpan<byte>()[0], (255 * Math.Pow(light, 1 / 2.2)) - 1, (255 * Math.Pow(light, 1 / 2.2)) + 1);
        Assert.Equal(77, grey.AsSpan<byte>()[1]);
    }

    [Fact]
    public void Run_DamagedOrForeignContents_AreRefusedInTensorFlowsWords()
    {
        var (file, samples) = Make(2, 8, isInterlaced: false, isKeyed: false);
        var data = file.Write(samples);
        byte[] damagedHeader = [.. data[..20], 9, .. data[21..]];
        var ihdr = data.AsSpan(..33).ToArray();
        var short1 = new PngWriter(Width, Height, 8, 2, false).Write(new int[Width * Height * 3]);
        byte[] tooShort = [.. ihdr, .. new PngWriter(Width, 1, 8, 2, false).Write(new int[Width * 3])[33..]];

        Assert.Equal("Invalid PNG. Failed to initialize decoder.", Refusal("DecodePng", damagedHeader));
        Assert.Equal("Invalid PNG. Failed to initialize decoder.", Refusal("DecodePng", data[..40]));
        Assert.Equal($"Invalid PNG data, size {tooShort.Length}", Refusal("DecodePng", tooShort));
        Assert.Equal("Input is empty.", Refusal("DecodeJpeg", []));
        Assert.StartsWith("Unknown image file format. One of JPEG, ", Refusal("DecodeImage", [1, 2, 3]), StringComparison.Ordinal);
        Assert.Equal("Trying to decode PNG format using DecodeBmp op. Use `decode_png` or `decode_image` instead.", Refusal("DecodeBmp", short1));
        Assert.Equal([1, Height, Width, 3], HostRun.Single("DecodeGif", [Contents(data)], DataType.DtUint8).Shape.ToArray());
    }

    [Fact]
    public void Decode_DamagedFile_IsRefusedAtMost()
    {
        var random = new DeterministicRandom(3);
        for (var round = 0; round < 2000; round++)
        {
            var (file, samples) = Make(round % 5 == 0 ? 0 : (round % 5) + (round % 5 == 4 ? 2 : 1), 8, round % 2 == 0, round % 15 == 0);
            var data = file.Write(samples);
            data[8 + (int)(random.Next() % (ulong)(data.Length - 8))] ^= (byte)(1 << (round % 8));
            try
            {
                PngDecoder.Decode(data, 0);
            }
            catch (ModelRunException refused)
            {
                Assert.StartsWith("Invalid PNG", refused.Message, StringComparison.Ordinal);
            }
        }
    }

    /// <summary>What libpng makes of a pixel when asked for so many channels, written out case by case.</summary>
    private static int[] Pixel(PngWriter file, int[] samples, int pixel, int channels)
    {
        var own = samples.AsSpan(pixel * file.SamplesPerPixel, file.SamplesPerPixel).ToArray();
        var full = file.Depth == 16 ? 65535 : 255;
        var filler = (1 << file.Depth) - 1;
        var isKey = file.Kind < 3 && file.Transparency is { } key && !own.Where((sample, i) => sample != (key[2 * i] << 8) + key[(2 * i) + 1]).Any();
        var keyed = file.Transparency is null ? filler : isKey ? 0 : full;
        var rgba = file.Kind switch
        {
            0 => new[] { file.Depth < 8 ? own[0] * 255 / filler : own[0], file.Depth < 8 ? own[0] * 255 / filler : own[0], file.Depth < 8 ? own[0] * 255 / filler : own[0], keyed },
            2 => [.. own, keyed],
            3 => [.. file.Palette!.AsSpan(own[0] * 3, 3).ToArray().Select(value => (int)value), file.Transparency is null ? filler : own[0] < file.Transparency.Length ? file.Transparency[own[0]] : 255],
            4 => [own[0], own[0], own[0], own[1]],
            _ => own,
        };
        var isGrey = rgba[0] == rgba[1] && rgba[1] == rgba[2];
        var grey = isGrey ? rgba[0] : (((9797 * rgba[0]) + (19234 * rgba[1]) + (3737 * rgba[2]) + (file.Depth == 16 ? 16384 : 0)) / 32768);
        return channels switch { 1 => [grey], 2 => [grey, rgba[3]], 3 => rgba[..3], _ => rgba };
    }

    private static (PngWriter File, int[] Samples) Make(int kind, int depth, bool isInterlaced, bool isKeyed)
    {
        var random = new DeterministicRandom((ulong)((kind * 100) + depth));
        var colours = 1 << Math.Min(depth, 8);
        var file = new PngWriter(Width, Height, depth, kind, isInterlaced) { Palette = kind == 3 ? [.. Enumerable.Range(0, colours * 3).Select(_ => (byte)random.Next())] : null };
        int[] samples = [.. Enumerable.Range(0, Width * Height * file.SamplesPerPixel).Select(_ => (int)(random.Next() % (1UL << depth)))];
        byte[] key = kind == 3
            ? [.. Enumerable.Range(0, colours / 2).Select(i => (byte)(i * 3))]
            : [.. samples.Take(file.SamplesPerPixel).SelectMany(sample => new[] { (byte)(sample >> 8), (byte)sample })];
        return (file with { Transparency = isKeyed ? key : null }, samples);
    }

    private static string Refusal(string op, byte[] data) => HostRun.Refusal(op, [Contents(data)], DataType.DtUint8);

    private static Tensor Contents(byte[] data) => Tensor.FromStrings([], [(ReadOnlyMemory<byte>)data]);
}
