using System.Buffers.Binary;
using System.Text;
using ModelServing.ModelServer.Loading;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>A WAV file of samples of 16 bits.</summary>
/// <remarks><c>file = "RIFF" size "WAVE" { chunk } "fmt " size format { chunk }</c>, <c>chunk = name size content</c>; sizes and numbers have their lowest byte first.</remarks>
internal sealed class WavFile
{
    private const int ShortFormat = 16;
    private const int LongFormat = 18;
    private const string TooShort = "Data too short when trying to read string";

    /// <summary>Chunks that may stand before the format.</summary>
    private static readonly string[] Early = ["JUNK", "bext", "iXML", "qlty", "mext", "levl", "link", "axml"];

    private readonly byte[] _data;

    private WavFile(int channels, int rate, byte[] data) => (Channels, Rate, _data) = (channels, rate, data);

    public int Channels { get; }

    /// <summary>Gets how many samples of a channel there are in a second.</summary>
    public int Rate { get; }

    public int SampleCount => _data.Length / (2 * Channels);

    /// <exception cref="ModelRunException">The data is no such file.</exception>
    public static WavFile Read(ReadOnlySpan<byte> file)
    {
        Expect(file, 0, "RIFF");
        Expect(file, 8, "WAVE");
        for (file = file[12..]; Name(file) is var name && name != "fmt "; file = Behind(file))
        {
            Shapes.Check(Early.Contains(name), $"Unexpected field {name}");
        }

        Shapes.Check(file.Length >= 8 + ShortFormat, TooShort);
        var size = BinaryPrimitives.ReadUInt32LittleEndian(file[4..]);
        var (format, channels, rate) = (Short(file, 8), Short(file, 10), BinaryPrimitives.ReadUInt32LittleEndian(file[12..]));
        var (perSecond, perSample, bits) = (BinaryPrimitives.ReadUInt32LittleEndian(file[16..]), Short(file, 20), Short(file, 22));
        Shapes.Check(size is ShortFormat or LongFormat, $"Bad format chunk size for WAV: Expected 16 or 18, but got{size}");
        Shapes.Check(format == 1, $"Bad audio format for WAV: Expected 1 (PCM), but got{format}");
        Shapes.Check(channels > 0, $"Bad number of channels for WAV: Expected at least 1, but got {channels}");
        Shapes.Check(bits == 16, $"Can only read 16-bit WAV files, but received {bits}");
        Shapes.Check(perSample == 2 * channels, $"Bad bytes per sample in WAV header: Expected {2 * channels} but got {perSample}");
        Shapes.Check(perSecond == perSample * (long)rate, $"Bad bytes per second in WAV header: Expected {perSample * (long)rate} but got {perSecond} (sample_rate={rate}, bytes_per_sample={perSample})");
        return new WavFile(channels, (int)rate, Data(Behind(file), perSample));
    }

    public float Sample(int sample, int channel) => BinaryPrimitives.ReadInt16LittleEndian(_data.AsSpan(2 * ((sample * Channels) + channel))) / 32768f;

    private static byte[] Data(ReadOnlySpan<byte> chunks, int perSample)
    {
        byte[]? data = null;
        for (; chunks.Length >= 8; chunks = Behind(chunks))
        {
            if (Name(chunks) == "data")
            {
                var size = BinaryPrimitives.ReadUInt32LittleEndian(chunks[4..]);
                Shapes.Check(data is null, "More than one data chunk found in WAV");
                Shapes.Check(size <= chunks.Length - 8, TooShort);
                data = chunks.Slice(8, (int)size / perSample * perSample).ToArray();
            }
        }

        return data ?? throw Shapes.Invalid("No data chunk found in WAV");
    }

    private static string Name(ReadOnlySpan<byte> chunk)
    {
        Shapes.Check(chunk.Length >= 8, TooShort);
        return Encoding.Latin1.GetString(chunk[..4]);
    }

    /// <summary>Goes behind a chunk, or to the end.</summary>
    private static ReadOnlySpan<byte> Behind(ReadOnlySpan<byte> chunk) =>
        BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]) is var size && size < chunk.Length - 8 ? chunk[(8 + (int)size)..] : [];

    private static int Short(ReadOnlySpan<byte> file, int at) => BinaryPrimitives.ReadUInt16LittleEndian(file[at..]);

    private static void Expect(ReadOnlySpan<byte> file, int at, string name)
    {
        var found = Encoding.Latin1.GetString(file.Length < at + 4 ? [] : file.Slice(at, 4));
        Shapes.Check(found.Length > 0, TooShort);
        Shapes.Check(found == name, $"Header mismatch: Expected {name} but found {found}");
    }
}
