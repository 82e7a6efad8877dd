using System.Buffers.Binary;
using System.Text;
using ModelServing.ModelServer.Loading;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>A WAV file of samples of 16 bits.</summary>
/// <remarks><c>file = "RIFF" size "WAVE" "fmt " size format { chunk }</c>, <c>chunk = name size content</c>; sizes and numbers have their lowest byte first.</remarks>
internal sealed class WavFile
{
    private const int HeadSize = 36;
    private const int LongFormat = 18;

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
        Expect(file, 12, "fmt ");
        if (file.Length < HeadSize)
        {
            throw Shapes.Invalid("Data too short when trying to read string");
        }

        var size = BinaryPrimitives.ReadUInt32LittleEndian(file[16..]);
        var (format, channels, rate) = (Short(file, 20), Short(file, 22), BinaryPrimitives.ReadUInt32LittleEndian(file[24..]));
        var (perSecond, perSample, bits) = (BinaryPrimitives.ReadUInt32LittleEndian(file[28..]), Short(file, 32), Short(file, 34));
        Check(size is 16 or LongFormat, $"Bad format chunk size for WAV: Expected 16 or 18, but got{size}");
        Check(format == 1, $"Bad audio format for WAV: Expected 1 (PCM), but got{format}");
        Check(channels > 0, $"Bad number of channels for WAV: Expected at least 1, but got {channels}");
        Check(bits == 16, $"Can only read 16-bit WAV files, but received {bits}");
        Check(perSample == 2 * channels, $"Bad bytes per sample in WAV header: Expected {2 * channels} but got {perSample}");
        Check(perSecond == perSample * (long)rate, $"Bad bytes per second in WAV header: Expected {perSample * (long)rate} but got {perSecond} (sample_rate={rate}, bytes_per_sample={perSample})");
        return new WavFile(channels, (int)rate, Data(file[(HeadSize + (size == LongFormat ? 2 : 0))..], perSample));
    }

    public float Sample(int sample, int channel) => BinaryPrimitives.ReadInt16LittleEndian(_data.AsSpan(2 * ((sample * Channels) + channel))) / 32768f;

    private static byte[] Data(ReadOnlySpan<byte> chunks, int perSample)
    {
        byte[]? data = null;
        while (chunks.Length >= 8)
        {
            var size = BinaryPrimitives.ReadUInt32LittleEndian(chunks[4..]);
            var isData = chunks.StartsWith("data"u8);
            Check(size <= chunks.Length - 8 || !isData, "Data too short when trying to read string");
            if (isData)
            {
                Check(data is null, "More than one data chunk found in WAV");
                data = chunks.Slice(8, (int)size / perSample * perSample).ToArray();
            }

            chunks = size >= chunks.Length - 8 ? [] : chunks[(8 + (int)size)..];
        }

        return data ?? throw Shapes.Invalid("No data chunk found in WAV");
    }

    private static int Short(ReadOnlySpan<byte> file, int at) => BinaryPrimitives.ReadUInt16LittleEndian(file[at..]);

    private static void Expect(ReadOnlySpan<byte> file, int at, string name)
    {
        var found = Encoding.Latin1.GetString(file.Length < at + 4 ? [] : file.Slice(at, 4));
        Check(found.Length > 0, "Data too short when trying to read string");
        Check(found == name, $"Header mismatch: Expected {name} but found {found}");
    }

    private static void Check(bool holds, string message)
    {
        if (!holds)
        {
            throw Shapes.Invalid(message);
        }
    }
}
