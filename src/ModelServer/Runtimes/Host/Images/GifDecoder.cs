using System.Buffers.Binary;
using ModelServing.ModelServer.Loading;

namespace ModelServing.ModelServer.Runtimes.Host.Images;

/// <summary>Reads the pictures of a GIF file. Each is drawn over a copy of the one before it; the first over black.</summary>
/// <remarks><c>file = header [ colours ] { extension / picture } 0x3B</c>, where contents are cut into blocks that say their lengths.</remarks>
internal sealed class GifDecoder
{
    private const long MaxSamples = 1L << 29;

    private readonly byte[] _data;
    private readonly int _width;
    private readonly int _height;
    private readonly List<byte[]> _frames = [];
    private int _at = 13;

    private GifDecoder(byte[] data)
    {
        _data = data;
        (_width, _height) = (BinaryPrimitives.ReadUInt16LittleEndian(data.AsSpan(6)), BinaryPrimitives.ReadUInt16LittleEndian(data.AsSpan(8)));
    }

    /// <summary>Decodes all pictures, or only the first, to red, green and blue.</summary>
    /// <exception cref="ModelRunException">The data is no GIF.</exception>
    public static (int Width, int Height, IReadOnlyList<byte[]> Frames) Decode(ReadOnlySpan<byte> data, bool onlyFirst)
    {
        try
        {
            var decoder = new GifDecoder(data.ToArray());
            decoder.Read(onlyFirst);
            return decoder._frames.Count > 0 ? (decoder._width, decoder._height, decoder._frames) : throw Invalid(data.Length, "gif file does not contain any image");
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or IndexOutOfRangeException or InvalidDataException)
        {
            throw Invalid(data.Length, "failed to slurp gif file: Failed to read from given file");
        }
    }

    private static ModelRunException Invalid(int length, string reason) => Shapes.Invalid($"Invalid GIF data (size {length}), {reason}");

    private void Read(bool onlyFirst)
    {
        var shared = Colours(_data[10]);
        while (_data[_at++] is var mark && mark != 0x3B && !(onlyFirst && _frames.Count > 0))
        {
            switch (mark)
            {
                case 0x21:
                    _at++;
                    Blocks();
                    break;
                case 0x2C:
                    Draw(shared);
                    break;
                default:
                    throw Invalid(_data.Length, "failed to slurp gif file: Wrong record type detected");
            }
        }
    }

    /// <summary>Reads a list of colours, if the flags announce one.</summary>
    private byte[] Colours(byte flags)
    {
        var size = (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);
        var colours = _data.AsSpan(_at, size).ToArray();
        _at += size;
        return colours;
    }

    private byte[] Blocks()
    {
        List<byte> content = [];
        while (_data[_at++] is var length && length > 0)
        {
            content.AddRange(_data.AsSpan(_at, length));
            _at += length;
        }

        return [.. content];
    }

    private void Draw(byte[] shared)
    {
        var place = _data.AsSpan(_at, 9);
        var (left, top) = (BinaryPrimitives.ReadUInt16LittleEndian(place), BinaryPrimitives.ReadUInt16LittleEndian(place[2..]));
        var (width, height, flags) = (BinaryPrimitives.ReadUInt16LittleEndian(place[4..]), BinaryPrimitives.ReadUInt16LittleEndian(place[6..]), place[8]);
        _at += 9;
        var own = Colours(flags);
        var colours = own.Length > 0 ? own : shared;
        var bits = _data[_at++];
        if (bits is < 1 or > 11 || (long)width * height * 3 >= MaxSamples || (long)_width * _height * 3 * (_frames.Count + 1) >= MaxSamples)
        {
            throw Invalid(_data.Length, "failed to slurp gif file: Image is defective, decoding aborted");
        }

        var indices = LzwReader.Read(Blocks(), bits, width * height);
        var frame = _frames.Count == 0 ? new byte[_width * _height * 3] : (byte[])_frames[^1].Clone();
        foreach (var (y, line) in Lines(height, (flags & 0x40) != 0).Index().Where(line => top + line.Item < _height))
        {
            for (var x = 0; x < width && left + x < _width; x++)
            {
                colours.AsSpan(indices[(y * width) + x] * 3, 3).CopyTo(frame.AsSpan((((top + line) * _width) + left + x) * 3));
            }
        }

        _frames.Add(frame);
    }

    /// <summary>The order of lines, which is of every eighth, fourth and second first where they are interlaced.</summary>
    private static IEnumerable<int> Lines(int height, bool isInterlaced)
    {
        (int Start, int Step)[] passes = isInterlaced ? [(0, 8), (4, 8), (2, 4), (1, 2)] : [(0, 1)];
        foreach (var (start, step) in passes)
        {
            for (var line = start; line < height; line += step)
            {
                yield return line;
            }
        }
    }
}
