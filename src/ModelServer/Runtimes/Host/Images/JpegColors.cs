namespace ModelServing.ModelServer.Runtimes.Host.Images;

/// <summary>What the colours of a JPEG are, and how they become grey or red, green and blue.</summary>
internal sealed class JpegColors
{
    private enum Space
    {
        Grey,
        Rgb,
        YCbCr,
        Cmyk,
        Ycck,
    }

    private bool _isJfif;
    private int? _adobe;

    /// <summary>Reads the segments of applications that tell about colours.</summary>
    public void Read(int marker, ReadOnlySpan<byte> content)
    {
        _isJfif |= marker == 0xE0 && content.StartsWith("JFIF\0"u8);
        if (marker == 0xEE && content.Length >= 12 && content.StartsWith("Adobe"u8))
        {
            _adobe = content[11];
        }
    }

    public Raster Convert(JpegFrame frame, JpegOptions options)
    {
        var space = Find(frame.Components);
        var channels = options.Channels > 0 ? options.Channels : Math.Min(frame.Components.Count, 3);
        if (channels == 1 && space is Space.Cmyk or Space.Ycck)
        {
            throw JpegDecoder.Invalid();
        }

        var planes = channels == 1 && space == Space.YCbCr ? frame.Components.Take(1) : frame.Components;
        var rows = planes.Select(component => new SampleRows(component, frame, options)).ToArray();
        var (width, height) = (JpegComponent.Ceiling(frame.Width, options.Ratio), JpegComponent.Ceiling(frame.Height, options.Ratio));
        var samples = new byte[width * height * channels];
        for (var y = 0; y < height; y++)
        {
            Row(space, Array.ConvertAll(rows, row => row.At(y)), samples.AsSpan(y * width * channels, width * channels), channels);
        }

        return new Raster(width, height, channels, samples);
    }

    private void Row(Space space, byte[][] from, Span<byte> to, int channels)
    {
        for (var (x, at) = (0, 0); at < to.Length; (x, at) = (x + 1, at + channels))
        {
            if (channels == 1)
            {
                to[at] = space == Space.Rgb ? (byte)(((from[0][x] * 19595) + (from[1][x] * 38470) + (from[2][x] * 7471) + 32768) >> 16) : from[0][x];
                continue;
            }

            (to[at], to[at + 1], to[at + 2]) = space switch
            {
                Space.Grey => (from[0][x], from[0][x], from[0][x]),
                Space.Rgb => (from[0][x], from[1][x], from[2][x]),
                Space.YCbCr => FromYCbCr(from[0][x], from[1][x], from[2][x]),
                Space.Cmyk => FromCmyk(from[0][x], from[1][x], from[2][x], from[3][x]),
                _ => FromYcck(from[0][x], from[1][x], from[2][x], from[3][x]),
            };
        }
    }

    private Space Find(IReadOnlyList<JpegComponent> components) => components.Count switch
    {
        1 => Space.Grey,
        4 => _adobe == 2 ? Space.Ycck : Space.Cmyk,
        _ when _isJfif => Space.YCbCr,
        _ when _adobe is not null => _adobe == 0 ? Space.Rgb : Space.YCbCr,
        _ => components.Select(component => component.Id).SequenceEqual("RGB".Select(name => (int)name)) ? Space.Rgb : Space.YCbCr,
    };

    private static (byte Red, byte Green, byte Blue) FromYCbCr(int y, int cb, int cr)
    {
        (cb, cr) = (cb - 128, cr - 128);
        return (Clamp(y + (((91881 * cr) + 32768) >> 16)), Clamp(y + (((-22554 * cb) + (-46802 * cr) + 32768) >> 16)), Clamp(y + (((116130 * cb) + 32768) >> 16)));
    }

    /// <summary>Files with Adobe's marker hold the complements.</summary>
    private (byte Red, byte Green, byte Blue) FromCmyk(int c, int m, int y, int k) => _adobe is not null
        ? ((byte)(k * c / 255), (byte)(k * m / 255), (byte)(k * y / 255))
        : ((byte)((255 - k) * (255 - c) / 255), (byte)((255 - k) * (255 - m) / 255), (byte)((255 - k) * (255 - y) / 255));

    private (byte Red, byte Green, byte Blue) FromYcck(int y, int cb, int cr, int k)
    {
        var (red, green, blue) = FromYCbCr(y, cb, cr);
        return FromCmyk(255 - red, 255 - green, 255 - blue, k);
    }

    private static byte Clamp(int value) => (byte)Math.Clamp(value, 0, 255);
}
