using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using ModelServing.ModelServer.Loading.Checkpoints;
using ModelServing.Testing.SavedModels;
using MaskedCrc32C = ModelServing.Inference.Records.MaskedCrc32C;
using Snappier;
using Xunit;

namespace ModelServing.ModelServer.Tests.Loading.Checkpoints;

public sealed class TableReaderTests
{
    [Theory]
    [InlineData(0, 4096)]
    [InlineData(1, 4096)]
    [InlineData(500, 128)]
    public void TryRead_WhatTheWriterWrote_GivesTheSamePairs(int count, int blockSize)
    {
        var pairs = Enumerable.Range(0, count)
            .Select(i => KeyValuePair.Create(Encoding.UTF8.GetBytes($"layer/{i:D4}/kernel"), Encoding.UTF8.GetBytes(i.ToString(CultureInfo.InvariantCulture))))
            .ToArray();

        Assert.True(TableReader.TryRead(new TableWriter(blockSize).Write(pairs), out var entries, out var error), error);

        Assert.Equal(pairs.Select(pair => Text(pair.Key)), entries.Select(entry => Text(entry.Key)));
        Assert.Equal(pairs.Select(pair => Text(pair.Value)), entries.Select(entry => Text(entry.Value)));
    }

    [Fact]
    public void TryRead_SnappyBlocks_AreDecompressed()
    {
        var block = Snappy.CompressToArray([0, 1, 5, (byte)'k', .. "value"u8, 0, 0, 0, 0, 1, 0, 0, 0]);
        var file = Table(block, kind: 1);

        Assert.True(TableReader.TryRead(file, out var entries, out var error), error);

        Assert.Equal("value", Text(Assert.Single(entries).Value));
    }

    [Fact]
    public void TryRead_AnyByteChanged_IsRefusedOrHarmless()
    {
        var good = new TableWriter().Write([KeyValuePair.Create("key"u8.ToArray(), "value"u8.ToArray())]);
        for (var i = 0; i < good.Length; i++)
        {
            var bad = (byte[])good.Clone();
            bad[i] ^= 0x40;

            // Padding of the footer and the meta index carry no entries; everything else must be noticed.
            Assert.True(!TableReader.TryRead(bad, out var entries, out _) || Text(entries.Single().Value) == "value", $"byte {i}");
        }
    }

    [Fact]
    public void TryRead_AnyPrefix_IsRefused()
    {
        var good = new TableWriter().Write([KeyValuePair.Create("key"u8.ToArray(), "value"u8.ToArray())]);

        Assert.All(Enumerable.Range(0, good.Length), length => Assert.False(TableReader.TryRead(good.AsSpan(0, length), out _, out _)));
    }

    [Theory]
    [InlineData("123456789", 0xE3069283)]
    [InlineData("", 0)]
    public void Unmasked_KnownText_GivesTheKnownChecksum(string text, uint expected) =>
        Assert.Equal(expected, MaskedCrc32C.Unmasked(Encoding.ASCII.GetBytes(text)));

    private static byte[] Table(byte[] block, byte kind)
    {
        byte[] index = [0, 1, 2, (byte)'k', 0, (byte)block.Length, 0, 0, 0, 0, 1, 0, 0, 0];
        var data = WithTrailer(block, kind);
        var indexOffset = data.Length;
        List<byte> file = [.. data, .. WithTrailer(index, 0), 0, 0, (byte)indexOffset, (byte)index.Length];
        file.AddRange(new byte[36]);
        file.AddRange([0x57, 0xfb, 0x80, 0x8b, 0x24, 0x75, 0x47, 0xdb]);
        return [.. file];
    }

    private static byte[] WithTrailer(byte[] block, byte kind)
    {
        byte[] content = [.. block, kind];
        var checksum = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(checksum, MaskedCrc32C.Compute(content));
        return [.. content, .. checksum];
    }

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);
}
