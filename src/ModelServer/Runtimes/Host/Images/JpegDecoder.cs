using System.Buffers.Binary;
using ModelServing.ModelServer.Loading;

namespace ModelServing.ModelServer.Runtimes.Host.Images;

/// <summary>Reads baseline and progressive JPEG files: a sequence of segments, each behind a marker.</summary>
/// <remarks><c>segment = 0xFF marker length content</c>, where the length counts itself; bits of a scan follow its header.</remarks>
internal sealed class JpegDecoder
{
    private const long MaxSamples = 1L << 29;

    /// <summary>A block of 64 samples takes a bit at least.</summary>
    private const long MaxSamplesPerByte = 64 * 8 * 2;

    private readonly byte[] _data;
    private readonly JpegOptions _options;
    private readonly ushort[]?[] _quantization = new ushort[]?[4];
    private readonly HuffmanTable?[] _dc = new HuffmanTable?[4];
    private readonly HuffmanTable?[] _ac = new HuffmanTable?[4];
    private readonly JpegColors _colors = new();
    private JpegFrame? _frame;
    private int _restartInterval;
    private int _position = 2;
    private bool _hasScan;

    private JpegDecoder(byte[] data, JpegOptions options) => (_data, _options) = (data, options);

    /// <exception cref="ModelRunException">The data is no JPEG that is supported.</exception>
    public static Raster Decode(ReadOnlySpan<byte> data, JpegOptions options)
    {
        var decoder = new JpegDecoder(data.ToArray(), options);
        try
        {
            return decoder.Decode();
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or IndexOutOfRangeException)
        {
            throw Invalid(); // a segment is shorter than what it must hold
        }
    }

    public static ModelRunException Invalid() => Shapes.Invalid("jpeg::Uncompress failed. Invalid JPEG data or crop window.");

    private Raster Decode()
    {
        while (NextMarker() is var marker && marker != 0xD9)
        {
            if (marker is 0x01 or (>= 0xD0 and <= 0xD8))
            {
                continue;
            }

            var length = BinaryPrimitives.ReadUInt16BigEndian(_data.AsSpan(_position));
            var content = _data.AsSpan(_position, length)[2..];
            _position += length;
            Read(marker, content);
        }

        if (_frame is null || !_hasScan)
        {
            throw Invalid();
        }

        foreach (var component in _frame.Components.Where(_ => _frame.IsProgressive))
        {
            component.WriteAll();
        }

        return _colors.Convert(_frame, _options);
    }

    /// <summary>Finds the next marker; where the data ends after a scan, that is as good as its end.</summary>
    private int NextMarker()
    {
        while (_position + 1 < _data.Length && !(_data[_position] == 0xFF && _data[_position + 1] is not (0 or 0xFF)))
        {
            _position++;
        }

        _position += 2;
        return _position <= _data.Length ? _data[_position - 1] : _hasScan ? 0xD9 : throw Invalid();
    }

    private void Read(int marker, ReadOnlySpan<byte> content)
    {
        switch (marker)
        {
            case 0xC0 or 0xC1 or 0xC2:
                ReadFrame(content, marker == 0xC2);
                break;
            case 0xC4:
                ReadCodes(content);
                break;
            case 0xDA:
                ReadScan(content);
                break;
            case 0xDB:
                ReadFactors(content);
                break;
            case 0xDD:
                _restartInterval = BinaryPrimitives.ReadUInt16BigEndian(content);
                break;
            case 0xE0 or 0xEE:
                _colors.Read(marker, content);
                break;
            case > 0xC0 and < 0xD0:
                throw Invalid(); // lossless, hierarchical or arithmetic coding
        }
    }

    private void ReadFrame(ReadOnlySpan<byte> content, bool isProgressive)
    {
        var (height, width) = (BinaryPrimitives.ReadUInt16BigEndian(content[1..]), BinaryPrimitives.ReadUInt16BigEndian(content[3..]));
        var count = content[5];
        if (_frame is not null || content[0] != 8 || height == 0 || width == 0 || count is not (1 or 3 or 4) || (long)width * height * count >= Math.Min(MaxSamples, MaxSamplesPerByte * _data.Length))
        {
            throw Invalid();
        }

        List<JpegComponent> components = [];
        for (var i = 0; i < count; i++)
        {
            var each = content.Slice(6 + (i * 3), 3);
            components.Add(new JpegComponent(each[0], each[1] >> 4, each[1] & 15, each[2]));
        }

        if (components.Exists(component => component.Across is < 1 or > 4 || component.Down is < 1 or > 4 || component.TableNumber > 3))
        {
            throw Invalid();
        }

        _frame = new JpegFrame(width, height, isProgressive, components);
        _frame.Allocate(_options);
    }

    private void ReadCodes(ReadOnlySpan<byte> content)
    {
        while (!content.IsEmpty)
        {
            var target = content[0];
            var counts = content.Slice(1, 16);
            var total = 0;
            foreach (var count in counts)
            {
                total += count;
            }

            var table = new HuffmanTable(counts, content.Slice(17, total));
            (target >= 16 ? _ac : _dc)[target & 15] = table.IsOverfull ? throw Invalid() : table;
            content = content[(17 + total)..];
        }
    }

    private void ReadFactors(ReadOnlySpan<byte> content)
    {
        while (!content.IsEmpty)
        {
            var (isWide, table) = (content[0] >> 4 > 0, new ushort[64]);
            for (var i = 0; i < 64; i++)
            {
                table[JpegScan.Place(i)] = isWide ? BinaryPrimitives.ReadUInt16BigEndian(content[(1 + (2 * i))..]) : content[1 + i];
            }

            _quantization[content[0] & 15] = table;
            content = content[(isWide ? 129 : 65)..];
        }
    }

    private void ReadScan(ReadOnlySpan<byte> content)
    {
        var frame = _frame ?? throw Invalid();
        List<JpegComponent> components = [];
        for (var i = 0; i < content[0]; i++)
        {
            components.Add(Prepare(frame, content[1 + (2 * i)], content[2 + (2 * i)]));
        }

        var rest = content[(1 + (2 * components.Count))..];
        var band = new JpegBand(rest[0], rest[1], rest[2] >> 4, rest[2] & 15);
        var isValid = !frame.IsProgressive || (band.First == 0 ? band.Last == 0 : components.Count == 1 && band.First <= band.Last && band.Last < 64);
        var needsCodes = components.TrueForAll(component => frame.IsProgressive
            ? band.First > 0 ? component.AcTable is not null : band.High > 0 || component.DcTable is not null
            : component.DcTable is not null && component.AcTable is not null);
        if (components.Count is 0 or > 4 || !isValid || !needsCodes || band.Low > 13)
        {
            throw Invalid();
        }

        var bits = new JpegBits(_data, _position, _options.Recovers);
        new JpegScan(frame, components, bits) { Band = band, RestartInterval = _restartInterval }.Read();
        _position = bits.Position;
        _hasScan = true;
    }

    private JpegComponent Prepare(JpegFrame frame, int id, int tables)
    {
        var component = frame.Components.FirstOrDefault(each => each.Id == id) ?? throw Invalid();
        var table = _quantization[component.TableNumber] ?? throw Invalid();
        component.Factors ??= component.Transform!.Factors(table); // sized with the frame
        (component.DcTable, component.AcTable, component.Prediction) = (_dc[tables >> 4], _ac[tables & 15], 0);
        return component;
    }
}
