using ModelServing.ModelServer.Loading;

namespace ModelServing.ModelServer.Runtimes.Host.Images;

/// <summary>Turns the samples of a PNG into the channels wanted, in the steps and the roundings of libpng.</summary>
internal sealed class PngDecoder
{
    private const int RedWeight = 9797;
    private const int GreenWeight = 19234;
    private const int BlueWeight = 32768 - RedWeight - GreenWeight;

    private readonly PngFile _file;
    private readonly int _depth;
    private readonly double _gamma;

    private PngDecoder(PngFile file, int channels)
    {
        _file = file;
        _depth = file.Depth == 16 ? 16 : 8;
        _gamma = file.Gamma is > 0 and (< 0.95 or > 1.05) ? file.Gamma : 1;
        Channels = channels > 0 ? channels : file.Kind == PngKind.Palette ? (file.Transparency is null ? 3 : 4) : file.SamplesPerPixel;
    }

    private int Channels { get; }

    /// <summary>Decodes to 8 bits or, of files of 16, to their upper 8.</summary>
    /// <exception cref="ModelRunException">The data is no PNG.</exception>
    public static Raster Decode(ReadOnlySpan<byte> data, int channels)
    {
        var (width, height, actual, samples) = Decode(data, channels, isWide: false);
        return new Raster(width, height, actual, Array.ConvertAll(samples, sample => (byte)sample));
    }

    /// <summary>Decodes to 16 bits, to which those of 8 are stretched.</summary>
    /// <exception cref="ModelRunException">The data is no PNG.</exception>
    public static (int Width, int Height, int Channels, ushort[] Samples) DecodeWide(ReadOnlySpan<byte> data, int channels) => Decode(data, channels, isWide: true);

    private static (int Width, int Height, int Channels, ushort[] Samples) Decode(ReadOnlySpan<byte> data, int channels, bool isWide)
    {
        var file = PngFile.Read(data);
        var decoder = new PngDecoder(file, channels);
        try
        {
            return (file.Width, file.Height, decoder.Channels, decoder.Convert(PngRows.Read(file), isWide));
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw Shapes.Invalid($"Invalid PNG data, size {data.Length}");
        }
    }

    private ushort[] Convert(ushort[] samples, bool isWide)
    {
        var pixels = _file.Width * _file.Height;
        var results = new ushort[checked(pixels * Channels)];
        for (var i = 0; i < pixels; i++)
        {
            var (red, green, blue, alpha) = Pixel(samples.AsSpan(i * _file.SamplesPerPixel, _file.SamplesPerPixel));
            var target = results.AsSpan(i * Channels, Channels);
            if (Channels < 3)
            {
                target[0] = (ushort)Grey(red, green, blue);
            }
            else
            {
                (target[0], target[1], target[2]) = ((ushort)red, (ushort)green, (ushort)blue);
            }

            if (Channels % 2 == 0)
            {
                target[^1] = (ushort)alpha;
            }

            foreach (ref var value in target)
            {
                value = (ushort)(_depth == 16 ? (isWide ? value : value >> 8) : isWide ? value * 257 : value);
            }
        }

        return results;
    }

    private (int Red, int Green, int Blue, int Alpha) Pixel(ReadOnlySpan<ushort> samples)
    {
        // What is opaque is so by the file's depth, even where the samples are stretched to 8 bits.
        var opaque = (1 << _file.Depth) - 1;
        switch (_file.Kind)
        {
            case PngKind.Palette:
                var at = samples[0] * 3;
                var alpha = _file.Transparency is not { } table ? opaque : samples[0] < table.Length ? table[samples[0]] : 255;
                return at < _file.Palette.Length ? (_file.Palette[at], _file.Palette[at + 1], _file.Palette[at + 2], alpha) : (0, 0, 0, alpha);
            case PngKind.Grey or PngKind.GreyAlpha:
                var grey = _file.Depth < 8 ? samples[0] * 255 / opaque : samples[0];
                return (grey, grey, grey, samples.Length > 1 ? samples[1] : Opacity(samples, opaque));
            default:
                return (samples[0], samples[1], samples[2], samples.Length > 3 ? samples[3] : Opacity(samples, opaque));
        }
    }

    /// <summary>One colour may be transparent; the others are opaque.</summary>
    private int Opacity(ReadOnlySpan<ushort> samples, int opaque)
    {
        if (_file.Transparency is not { } key)
        {
            return opaque;
        }

        var isTransparent = true;
        for (var s = 0; s < samples.Length; s++)
        {
            isTransparent &= samples[s] == (((key[2 * s] << 8) | key[(2 * s) + 1]) & opaque);
        }

        return isTransparent ? 0 : (1 << _depth) - 1;
    }

    /// <summary>Weighs the colours by what they add to brightness; in light rather than in numbers, if the file tells its gamma.</summary>
    private int Grey(int red, int green, int blue)
    {
        if (red == green && red == blue)
        {
            return red;
        }

        var isPlain = _gamma == 1;
        var sum = (RedWeight * Light(red)) + (GreenWeight * Light(green)) + (BlueWeight * Light(blue));
        var weighed = (sum + (isPlain && _depth == 8 ? 0 : 16384)) >> 15;
        return isPlain ? weighed : Power(weighed, _gamma);
    }

    private int Light(int sample) => _gamma == 1 ? sample : Power(sample, 1 / _gamma);

    private int Power(int sample, double exponent)
    {
        var max = (1 << _depth) - 1;
        return (int)((max * Math.Pow((double)sample / max, exponent)) + 0.5);
    }
}
