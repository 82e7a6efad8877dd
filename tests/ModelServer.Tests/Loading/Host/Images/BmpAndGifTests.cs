using ModelServing.Inference.Tensors;
using ModelServing.Testing.SavedModels;
using Xunit;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading.Host.Images;

public sealed class BmpAndGifTests
{
    private static readonly byte[] Colours = [0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0, 255];

    [Theory]
    [InlineData(1, 0)]
    [InlineData(1, 4)]
    [InlineData(3, 0)]
    [InlineData(3, 4)]
    [InlineData(4, 0)]
    [InlineData(4, 3)]
    public void Run_DecodeBmp_TurnsRowsAndColoursRound(int own, long wanted)
    {
        foreach (var isTopDown in new[] { false, true })
        {
            var image = HostRun.Single("DecodeBmp", [Contents(Bmp(own, isTopDown))], DataType.DtUint8, ("channels", Attributes.Of(wanted)));
            var channels = wanted == 0 ? own : (int)wanted;
            Assert.Equal([2L, 3, channels], image.Shape.ToArray());
            for (var (i, values) = (0, image.AsSpan<byte>().ToArray()); i < values.Length; i++)
            {
                var (y, x, c) = (i / channels / 3, i / channels % 3, i % channels);
                Assert.Equal(c == 3 && own != 4 ? 255 : Value(y, x, own == 1 ? 0 : c), values[i]);
            }
        }
    }

    [Fact]
    public void Run_DecodeBmp_RefusesInTensorFlowsWords()
    {
        Assert.Equal("Incomplete bmp content, requires at least 32 bytes to find the header size, width, height, and bpp, got 3 bytes", Refusal("DecodeBmp", [.. "BM!"u8]));
        Assert.Equal("Input size should match (header_size + row_size * abs_height) but they differ by 2", Refusal("DecodeBmp", [.. Bmp(3, false), 1, 2]));
        Assert.Equal("Trying to decode BMP format using a wrong op. Use `decode_bmp` or `decode_image` instead. Op used: DecodePng", Refusal("DecodePng", Bmp(3, false)));
        Assert.Equal("`channels` must be 0, 3 or 4 for BMP, but got 1", HostRun.Refusal("DecodeImage", [Contents(Bmp(3, false))], DataType.DtUint8, ("channels", Attributes.Of(1L))));
    }

    [Fact]
    public void Run_DecodeGif_DrawsEachPictureOverTheOneBefore()
    {
        byte[] first = [1, 2, 3, 1, 2, 3, 3, 2, 1, 0, 0, 0];
        var data = Gif(4, 3, (0, 0, 4, 3, false, first), (1, 1, 2, 2, false, [3, 3, 2, 2]));

        var frames = HostRun.Single("DecodeGif", [Contents(data)], DataType.DtUint8);
        var one = HostRun.Single("DecodeImage", [Contents(data)], DataType.DtUint8, ("expand_animations", Attributes.Of(false)));

        Assert.Equal([2L, 3, 4, 3], frames.Shape.ToArray());
        Assert.Equal(Paint([.. first, 1, 2, 3, 1, 2, 3, 3, 2, 1, 2, 2, 0]), frames.AsSpan<byte>().ToArray());
        Assert.Equal([3L, 4, 3], one.Shape.ToArray());
        Assert.Equal(Paint(first), one.AsSpan<byte>().ToArray());
        Assert.StartsWith("Got 2 frames, but animated gifs", Refusal("DecodePng", data), StringComparison.Ordinal);
        Assert.StartsWith($"Invalid GIF data (size {data.Length - 9}), ", Refusal("DecodeGif", data[..^9]), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_InterlacedGif_PutsLinesWhereTheyBelong()
    {
        byte[] lines = [0, 1, 2, 3, 1, 2, 3, 0, 2, 1, 3];
        int[] order = [0, 8, 4, 2, 6, 10, 1, 3, 5, 7, 9];
        var shown = new byte[11];
        foreach (var (i, line) in order.Index())
        {
            shown[line] = lines[i];
        }

        Assert.Equal(Paint(shown), HostRun.Single("DecodePng", [Contents(Gif(1, 11, (0, 0, 1, 11, true, lines)))], DataType.DtUint8).AsSpan<byte>().ToArray());
    }

    private static byte Value(int y, int x, int c) => (byte)((y * 100) + (x * 20) + c + 1);

    private static byte[] Bmp(int channels, bool isTopDown)
    {
        List<byte> file = [.. new byte[54]];
        (file[0], file[1], file[10], file[18], file[22], file[28]) = ((byte)'B', (byte)'M', 54, 3, 2, (byte)(8 * channels));
        if (isTopDown)
        {
            (file[22], file[23], file[24], file[25]) = (0xFE, 0xFF, 0xFF, 0xFF);
        }

        foreach (var y in isTopDown ? new[] { 0, 1 } : [1, 0])
        {
            for (var x = 0; x < 3; x++)
            {
                file.AddRange(channels == 1 ? [Value(y, x, 0)] : [Value(y, x, 2), Value(y, x, 1), Value(y, x, 0)]);
                file.AddRange(channels == 4 ? [Value(y, x, 3)] : []);
            }

            file.AddRange(new byte[((channels * 3) + 3) / 4 * 4 - (channels * 3)]);
        }

        return [.. file];
    }

    private static byte[] Gif(byte width, byte height, params (byte Left, byte Top, byte Width, byte Height, bool IsInterlaced, byte[] Indices)[] pictures)
    {
        List<byte> file = [.. "GIF89a"u8, width, 0, height, 0, 0x81, 0, 0, .. Colours];
        foreach (var picture in pictures)
        {
            var packed = Pack(picture.Indices);
            file.AddRange([0x21, 0xF9, 4, 0, 0, 0, 0, 0, 0x2C, picture.Left, 0, picture.Top, 0, picture.Width, 0, picture.Height, 0, picture.IsInterlaced ? (byte)0x40 : (byte)0, 2]);
            file.AddRange([(byte)packed.Length, .. packed, 0]);
        }

        return [.. file, 0x3B];
    }

    /// <summary>Packs by the algorithm of Lempel, Ziv and Welch, with strings in a dictionary.</summary>
    private static byte[] Pack(byte[] indices)
    {
        var codes = Enumerable.Range(0, 4).ToDictionary(i => ((char)i).ToString(), i => i);
        List<(int Code, int Bits)> written = [(4, 3)];
        var (known, next, bits) = (string.Empty, 6, 3);
        foreach (var index in indices)
        {
            var longer = known + (char)index;
            if (!codes.ContainsKey(longer))
            {
                written.Add((codes[known], bits));
                codes[longer] = next++;
                bits = next > 1 << bits ? bits + 1 : bits;
                longer = ((char)index).ToString();
            }

            known = longer;
        }

        written.AddRange([(codes[known], bits), (5, bits)]);
        var stream = written.SelectMany(code => Enumerable.Range(0, code.Bits).Select(bit => (code.Code >> bit) & 1));
        return [.. stream.Chunk(8).Select(chunk => (byte)chunk.Select((bit, i) => bit << i).Sum())];
    }

    private static byte[] Paint(byte[] indices) => [.. indices.SelectMany(index => Colours.AsSpan(index * 3, 3).ToArray())];

    private static string Refusal(string op, byte[] data) => HostRun.Refusal(op, [Contents(data)], DataType.DtUint8);

    private static Tensor Contents(byte[] data) => Tensor.FromStrings([], [(ReadOnlyMemory<byte>)data]);
}
