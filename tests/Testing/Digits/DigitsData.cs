using System.Globalization;
using System.IO.Compression;

namespace ModelServing.Testing.Digits;

/// <summary>The handwritten digits, split once and for all: every third image is held out.</summary>
public sealed record DigitsData(IReadOnlyList<DigitImage> Training, IReadOnlyList<DigitImage> HeldOut)
{
    public const int Pixels = 64;
    public const int Classes = 10;

    /// <summary>Reads lines of 64 pixels and a label from a gzip-compressed file.</summary>
    public static DigitsData Read(string path)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        List<DigitImage> training = [];
        List<DigitImage> heldOut = [];
        for (var row = 0; reader.ReadLine() is { } line; row++)
        {
            (row % 3 == 2 ? heldOut : training).Add(Parse(line));
        }

        return new DigitsData(training, heldOut);
    }

    private static DigitImage Parse(string line)
    {
        var numbers = line.Split(',').Select(text => int.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        return new DigitImage([.. numbers.Take(Pixels).Select(pixel => (float)pixel)], numbers[Pixels]);
    }
}
