using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using ModelServing.ModelServer.Loading;

namespace ModelServing.ModelServer.Runtimes.Host.Images;

/// <summary>What a PNG file holds, before its pixels are unpacked.</summary>
/// <remarks><c>file = signature { length type content checksum }</c>; the contents of all IDAT chunks are one compressed stream.</remarks>
internal sealed class PngFile
{
    private const int HeaderSize = 13;
    private const int MaxSide = 1_000_000;
    private const long MaxPixels = 1L << 29;

    private static readonly uint[] Remainders = [.. Enumerable.Range(0, 256).Select(Remainder)];

    private readonly ArrayBufferWriter<byte> _compressed = new();

    /// <summary>Gets the bytes that every file begins with.</summary>
    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', (byte)'\r', (byte)'\n', 0x1a, (byte)'\n'];

    public int Width { get; private init; }

    public int Height { get; private init; }

    /// <summary>Gets the bits of a sample.</summary>
    public int Depth { get; private init; }

    public PngKind Kind { get; private init; }

    public bool IsInterlaced { get; private init; }

    /// <summary>Gets the colours, three bytes each, or nothing.</summary>
    public byte[] Palette { get; private set; } = [];

    /// <summary>Gets the opacities of the palette's colours, or the one colour that is transparent.</summary>
    public byte[]? Transparency { get; private set; }

    /// <summary>Gets the exponent by which samples were encoded; 0 where the file does not tell.</summary>
    public double Gamma { get; private set; }

    public int SamplesPerPixel => Kind switch { PngKind.Grey or PngKind.Palette => 1, PngKind.GreyAlpha => 2, PngKind.Colour => 3, _ => 4 };

    public long PackedLength => _compressed.WrittenCount;

    /// <exception cref="ModelRunException">The data is no PNG.</exception>
    public static PngFile Read(ReadOnlySpan<byte> data)
    {
        var file = Chunk(data = data[Signature.Length..], out var next) == "IHDR" && next.Length >= HeaderSize ? Header(next) : throw Uninitialized();
        for (data = data[(next.Length + 12)..]; ; data = data[(next.Length + 12)..])
        {
            var type = Chunk(data, out next);
            if (type.Length == 0 || (type == "IEND" && file._compressed.WrittenCount == 0))
            {
                throw Uninitialized();
            }

            if (type == "IEND")
            {
                return file.Kind == PngKind.Palette && file.Palette.Length == 0 ? throw Uninitialized() : file;
            }

            file.Take(type, next);
        }
    }

    /// <summary>Gets the checksum of a chunk's type and content.</summary>
    public static uint Checksum(ReadOnlySpan<byte> data)
    {
        var checksum = uint.MaxValue;
        foreach (var value in data)
        {
            checksum = Remainders[(byte)(checksum ^ value)] ^ (checksum >> 8);
        }

        return ~checksum;
    }

    public Stream Open() => new ZLibStream(new MemoryStream(_compressed.WrittenSpan.ToArray()), CompressionMode.Decompress);

    private static PngFile Header(ReadOnlySpan<byte> header)
    {
        var file = new PngFile
        {
            Width = BinaryPrimitives.ReadInt32BigEndian(header),
            Height = BinaryPrimitives.ReadInt32BigEndian(header[4..]),
            Depth = header[8],
            Kind = (PngKind)header[9],
            IsInterlaced = header[12] == 1,
        };
        var isDepth = file.Kind switch
        {
            PngKind.Grey => file.Depth is 1 or 2 or 4 or 8 or 16,
            PngKind.Palette => file.Depth is 1 or 2 or 4 or 8,
            PngKind.Colour or PngKind.GreyAlpha or PngKind.ColourAlpha => file.Depth is 8 or 16,
            _ => false,
        };
        if (!isDepth || file.Width is <= 0 or > MaxSide || file.Height is <= 0 or > MaxSide || header[10] != 0 || header[11] != 0 || header[12] > 1)
        {
            throw Uninitialized();
        }

        return (long)file.Width * file.Height < MaxPixels ? file : throw Shapes.Invalid($"PNG size too large for int: {file.Width} by {file.Height}");
    }

    private void Take(string type, ReadOnlySpan<byte> content)
    {
        switch (type)
        {
            case "IDAT":
                _compressed.Write(content);
                break;
            case "PLTE":
                Palette = content.Length % 3 == 0 && content.Length <= 768 ? content.ToArray() : throw Uninitialized();
                break;
            case "tRNS" when content.Length >= (Kind switch { PngKind.Grey => 2, PngKind.Colour => 6, PngKind.Palette => 1, _ => int.MaxValue }):
                Transparency = content.ToArray();
                break;
            case "gAMA" when content.Length == 4 && Gamma == 0:
                Gamma = BinaryPrimitives.ReadUInt32BigEndian(content) / 1e5;
                break;
            case "sRGB":
                Gamma = 0.45455;
                break;
        }
    }

    /// <summary>Gets the type of the chunk at the start of the data, or nothing where the data ends or the chunk is damaged.</summary>
    private static string Chunk(ReadOnlySpan<byte> data, out ReadOnlySpan<byte> content)
    {
        content = default;
        if (data.Length < 12 || BinaryPrimitives.ReadUInt32BigEndian(data) is var length && length > data.Length - 12)
        {
            return string.Empty;
        }

        content = data.Slice(8, (int)length);
        return Checksum(data.Slice(4, (int)length + 4)) == BinaryPrimitives.ReadUInt32BigEndian(data[(8 + (int)length)..]) ? System.Text.Encoding.ASCII.GetString(data.Slice(4, 4)) : string.Empty;
    }

    private static uint Remainder(int value)
    {
        var remainder = (uint)value;
        for (var bit = 0; bit < 8; bit++)
        {
            remainder = (remainder >> 1) ^ ((remainder & 1) * 0xEDB88320);
        }

        return remainder;
    }

    private static ModelRunException Uninitialized() => Shapes.Invalid("Invalid PNG. Failed to initialize decoder.");
}
