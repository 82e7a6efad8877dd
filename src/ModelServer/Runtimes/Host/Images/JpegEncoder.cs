namespace ModelServing.ModelServer.Runtimes.Host.Images;

/// <summary>Writes pixels as baseline JPEG, as libjpeg does it.</summary>
internal static class JpegEncoder
{
    /// <summary>The proposed divisors of brightness, and those of colour, row by row.</summary>
    private static readonly byte[] Light =
    [
        16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80, 62,
        18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
    ];

    private static readonly byte[] Colour =
    [
        17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99, 99, 99, 99, 99, 99,
        99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
    ];

    /// <param name="pixels">Row by row: one sample of a pixel, or red, green and blue.</param>
    /// <param name="quality">From 0 to 100.</param>
    /// <param name="halvesColours">Whether four pixels share a colour.</param>
    /// <param name="density">The unit of the density, and how many pixels are in one, across and down.</param>
    public static byte[] Encode(byte[] pixels, int width, int height, bool isGrey, int quality, bool halvesColours, (int Unit, int X, int Y) density)
    {
        List<byte> file = [0xff, 0xd8];
        Segment(file, 0xe0, [.. "JFIF\0"u8, 1, 1, (byte)density.Unit, .. Two(density.X), .. Two(density.Y), 0, 0]);
        var tables = new[] { Scaled(Light, quality), Scaled(Colour, quality) };
        var components = isGrey ? 1 : 3;
        for (var table = 0; table < Math.Min(2, components); table++)
        {
            Segment(file, 0xdb, [(byte)table, .. Enumerable.Range(0, 64).Select(place => tables[table][JpegScan.Place(place)])]);
        }

        var sampling = !isGrey && halvesColours ? 2 : 1;
        Segment(file, 0xc0, [8, .. Two(height), .. Two(width), (byte)components, .. Enumerable.Range(0, components).SelectMany(c => new[] { (byte)(c + 1), (byte)(c == 0 ? sampling * 0x11 : 0x11), (byte)Math.Min(c, 1) })]);
        WriteCodes(file, 0, JpegCodes.LightSteady, JpegCodes.LightOther);
        if (!isGrey)
        {
            WriteCodes(file, 1, JpegCodes.ColourSteady, JpegCodes.ColourOther);
        }

        Segment(file, 0xda, [(byte)components, .. Enumerable.Range(0, components).SelectMany(c => new[] { (byte)(c + 1), (byte)(c == 0 ? 0 : 0x11) }), 0, 63, 0]);
        WriteBlocks(file, Planes(pixels, width, height, isGrey, sampling), sampling, tables);
        return [.. file, 0xff, 0xd9];
    }

    private static byte[] Two(int value) => [(byte)(value >> 8), (byte)value];

    private static void Segment(List<byte> file, byte marker, byte[] content) => file.AddRange([0xff, marker, .. Two(content.Length + 2), .. content]);

    private static void WriteCodes(List<byte> file, int table, JpegCodes steady, JpegCodes other)
    {
        Segment(file, 0xc4, [(byte)table, .. steady.Counts, .. steady.Symbols]);
        Segment(file, 0xc4, [(byte)(0x10 | table), .. other.Counts, .. other.Symbols]);
    }

    private static byte[] Scaled(byte[] table, int quality)
    {
        quality = Math.Max(1, quality);
        var scale = quality < 50 ? 5000 / quality : 200 - (2 * quality);
        return Array.ConvertAll(table, divisor => (byte)Math.Clamp(((divisor * scale) + 50) / 100, 1, 255));
    }

    private static JpegPlane[] Planes(byte[] pixels, int width, int height, bool isGrey, int sampling)
    {
        if (isGrey)
        {
            return [JpegPlane.Full(width, height, at => pixels[at])];
        }

        const int half = 1 << 15;
        const int middle = (128 << 16) + half - 1;
        var light = Mixed(19595, 38470, 7471, half);
        JpegPlane[] colours = [Mixed(-11059, -21709, 32768, middle), Mixed(32768, -27439, -5329, middle)];
        return [light, .. sampling == 1 ? colours : Array.ConvertAll(colours, colour => colour.Halved())];

        JpegPlane Mixed(int red, int green, int blue, int offset) =>
            JpegPlane.Full(width, height, at => (byte)(((red * pixels[3 * at]) + (green * pixels[(3 * at) + 1]) + (blue * pixels[(3 * at) + 2]) + offset) >> 16));
    }

    private static void WriteBlocks(List<byte> file, JpegPlane[] planes, int sampling, byte[][] tables)
    {
        var bits = new JpegBitWriter(file);
        var writers = planes.Select((plane, component) => component == 0
            ? new JpegComponentWriter(plane, sampling, tables[0], JpegCodes.LightSteady, JpegCodes.LightOther, bits)
            : new JpegComponentWriter(plane, 1, tables[1], JpegCodes.ColourSteady, JpegCodes.ColourOther, bits)).ToArray();
        var (across, down) = ((planes[0].BlocksAcross + sampling - 1) / sampling, (planes[0].BlocksDown + sampling - 1) / sampling);
        for (var unit = 0; unit < across * down; unit++)
        {
            Array.ForEach(writers, writer => writer.WriteUnit(unit % across, unit / across));
        }

        bits.Finish();
    }
}
