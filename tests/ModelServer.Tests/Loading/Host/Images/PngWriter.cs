using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace ModelServing.ModelServer.Tests.Loading.Host.Images;

/// <summary>Writes PNG files of every kind, with another filter in each row.</summary>
internal sealed record PngWriter(int Width, int Height, int Depth, int Kind, bool IsInterlaced)
{
    private static readonly int[][] Passes = [[0, 0, 8, 8], [4, 0, 8, 8], [0, 4, 4, 8], [2, 0, 4, 4], [0, 2, 2, 4], [1, 0, 2, 2], [0, 1, 1, 2]];

    public int SamplesPerPixel => Kind switch { 0 or 3 => 1, 2 => 3, 4 => 2, _ => 4 };

    public byte[]? Palette { get; init; }

    public byte[]? Transparency { get; init; }

    public double? Gamma { get; init; }

    public byte[] Write(int[] samples)
    {
        List<byte> file = [0x89, .. "PNG\r\n\u001a\n"u8];
        byte[] header = [0, 0, 0, (byte)Width, 0, 0, 0, (byte)Height, (byte)Depth, (byte)Kind, 0, 0, IsInterlaced ? (byte)1 : (byte)0];
        Chunk(file, "IHDR", header);
        if (Gamma is { } gamma)
        {
            var number = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(number, (int)(gamma * 100000));
            Chunk(file, "gAMA", number);
        }

        foreach (var (type, value) in new[] { ("PLTE", Palette), ("tRNS", Transparency) })
        {
            if (value is not null)
            {
                Chunk(file, type, value);
            }
        }

        var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal))
        {
            zlib.Write(Rows(samples));
        }

        var content = packed.ToArray();
        Chunk(file, "IDAT", content[..(content.Length / 2)]);
        Chunk(file, "IDAT", content[(content.Length / 2)..]);
        Chunk(file, "IEND", []);
        return [.. file];
    }

    private byte[] Rows(int[] samples)
    {
        List<byte> result = [];
        foreach (var pass in IsInterlaced ? Passes : [[0, 0, 1, 1]])
        {
            byte[]? above = null;
            for (var y = pass[1]; y < Height && pass[0] < Width; y += pass[3])
            {
                List<bool> bits = [];
                for (var x = pass[0]; x < Width; x += pass[2])
                {
                    for (var s = 0; s < SamplesPerPixel; s++)
                    {
                        var sample = samples[(((y * Width) + x) * SamplesPerPixel) + s];
                        bits.AddRange(Enumerable.Range(1, Depth).Select(bit => ((sample >> (Depth - bit)) & 1) == 1));
                    }
                }

                byte[] row = [.. bits.Chunk(8).Select(chunk => (byte)chunk.Select((bit, i) => bit ? 128 >> i : 0).Sum())];
                result.AddRange(Filter(y % 5, row, above ?? new byte[row.Length]));
                above = row;
            }
        }

        return [.. result];
    }

    private byte[] Filter(int kind, byte[] row, byte[] above)
    {
        var reach = Math.Max(1, SamplesPerPixel * Depth / 8);
        byte At(byte[] line, int i) => i < 0 ? (byte)0 : line[i];
        byte Guess(int i) => kind switch
        {
            1 => At(row, i - reach),
            2 => above[i],
            3 => (byte)((At(row, i - reach) + above[i]) / 2),
            4 => new[] { At(row, i - reach), above[i], At(above, i - reach) }.MinBy(near => Math.Abs(At(row, i - reach) + above[i] - At(above, i - reach) - near)),
            _ => 0,
        };
        return [(byte)kind, .. row.Select((value, i) => (byte)(value - Guess(i)))];
    }

    private static void Chunk(List<byte> file, string type, byte[] content)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(type), .. content];
        var number = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        file.AddRange([.. number, .. body]);
        BinaryPrimitives.WriteUInt32BigEndian(number, Checksum(body));
        file.AddRange(number);
    }

    private static uint Checksum(byte[] body)
    {
        var sum = uint.MaxValue;
        foreach (var bit in body.SelectMany(value => Enumerable.Range(0, 8).Select(i => (uint)(value >> i) & 1)))
        {
            sum = ((sum ^ bit) & 1) == 1 ? (sum >> 1) ^ 0xEDB88320 : sum >> 1;
        }

        return ~sum;
    }
}
