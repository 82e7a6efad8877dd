using System.Text;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.Testing.SavedModels;
using Xunit;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading.Host;

/// <summary>Sound that TensorFlow reads, and files that it refuses.</summary>
public sealed class WavTests
{
    private static readonly short[] Sound = [0, 16384, -32768, 8192];

    [Theory]
    [InlineData(1, -1, -1, "float[4,1] 0 0.5 -1 0.25")]
    [InlineData(2, -1, -1, "float[2,2] 0 0.5 -1 0.25")]
    [InlineData(2, 1, -1, "float[2,1] 0 -1")]
    [InlineData(1, 2, 2, "float[2,2] 0 0 0.5 0.5")]
    [InlineData(2, -1, 3, "float[3,2] 0 0.5 -1 0.25 0 0")]
    public void Run_Samples_AreCutAndFilledAsAsked(int channels, long wantedChannels, long wantedSamples, string expected)
    {
        var results = Run(File(channels), ("desired_channels", Attributes.Of(wantedChannels)), ("desired_samples", Attributes.Of(wantedSamples)));

        Assert.Equal([expected, "int32[] 16000"], results.Select(result => result.Show()));
    }

    [Theory]
    [InlineData("LIST", 36)]
    [InlineData("JUNK", 12)]
    public void Run_OtherChunks_AreSkipped(string name, int at) => Assert.Equal(
        "float[4,1] 0 0.5 -1 0.25", Run([.. File(1)[..at], .. Encoding.ASCII.GetBytes(name), 3, 0, 0, 0, 1, 2, 3, .. File(1)[at..]])[0].Show());

    [Fact]
    public void Run_LongFormat_IsRead()
    {
        var file = File(1);
        file[16] = 18;

        Assert.Equal("float[4,1] 0 0.5 -1 0.25", Run([.. file[..36], 0, 0, .. file[36..]])[0].Show());
    }

    [Theory]
    [InlineData(0, "JUNK", "Header mismatch: Expected RIFF but found JUNK")]
    [InlineData(8, "WAVY", "Header mismatch: Expected WAVE but found WAVY")]
    [InlineData(12, "fmt_", "Unexpected field fmt_")]
    [InlineData(20, "\u0003", "Bad audio format for WAV: Expected 1 (PCM), but got3")]
    [InlineData(34, "\u0008", "Can only read 16-bit WAV files, but received 8")]
    [InlineData(36, "dada", "No data chunk found in WAV")]
    [InlineData(40, "\u0064", "Data too short when trying to read string")]
    [InlineData(28, "\u0001", "Bad bytes per second in WAV header: Expected 32000 but got 32001 (sample_rate=16000, bytes_per_sample=2)")]
    public void Run_DamagedFile_IsRefused(int at, string bytes, string expected)
    {
        var file = File(1);
        Encoding.Latin1.GetBytes(bytes).CopyTo(file, at);

        Assert.Equal(expected, Assert.Throws<ModelServer.Loading.ModelRunException>(() => Run(file)).Message);
    }

    [Fact]
    public void Run_ShortFile_IsRefused() => Assert.All(
        Enumerable.Range(0, 44), length => Assert.Throws<ModelServer.Loading.ModelRunException>(() => Run(File(1)[..length])));

    private static Tensor[] Run(byte[] file, params (string, AttrValue)[] attributes) => HostRun.Run("DecodeWav", [Tensor.FromStrings([], [file])], [DataType.DtFloat, DataType.DtInt32], attributes);

    private static byte[] File(int channels)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write("RIFF"u8);
        writer.Write(36 + (2 * Sound.Length));
        writer.Write("WAVEfmt "u8);
        writer.Write(16);
        writer.Write((short)1);
        writer.Write((short)channels);
        writer.Write(16000);
        writer.Write(16000 * 2 * channels);
        writer.Write((short)(2 * channels));
        writer.Write((short)16);
        writer.Write("data"u8);
        writer.Write(2 * Sound.Length);
        Array.ForEach(Sound, writer.Write);
        return stream.ToArray();
    }
}
