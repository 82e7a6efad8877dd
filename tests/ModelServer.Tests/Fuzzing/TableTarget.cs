using System.Buffers.Binary;
using System.Text;
using ModelServing.ModelServer.Loading.Checkpoints;
using ModelServing.Testing.SavedModels;
using Snappier;
using MaskedCrc32C = ModelServing.Testing.SavedModels.MaskedCrc32C;

namespace ModelServing.ModelServer.Tests.Fuzzing;

/// <summary>The index table of a checkpoint.</summary>
internal static class TableTarget
{
    private static readonly byte[] Block = [0, 1, 5, (byte)'k', .. "value"u8, 1, 2, 3, (byte)'e', (byte)'y', .. "two"u8, 0, 0, 0, 0, 1, 0, 0, 0];

    public static FuzzTarget Create() => new(
        [new TableWriter(64).Write(Pairs(30)), new TableWriter().Write(Pairs(1)), Table(Block, Block, 0), Table(Block, Snappy.CompressToArray(Block), 1)],
        [],
        input => TableReader.TryRead(input, out _, out _))
    {
        Mutate = Mutate,
        MemoryAllowance = 1 << 26,
    };

    /// <summary>Half of the mutants have sound checksums over bad blocks: a blind change never gets past the first one.</summary>
    private static byte[] Mutate(Random random, FuzzTarget target)
    {
        if (random.Next(2) == 0)
        {
            return Mutator.Mutate(random, target);
        }

        var compressed = random.Next(3) == 0;
        var content = Mutator.Mutate(random, target with { Seeds = [Block, compressed ? Snappy.CompressToArray(Block) : Block] });
        return Table(random.Next(4) == 0 ? content : null, content, compressed ? (byte)1 : (byte)0);
    }

    private static KeyValuePair<byte[], byte[]>[] Pairs(int count) =>
        [.. Enumerable.Range(0, count).Select(i => KeyValuePair.Create(Encoding.UTF8.GetBytes($"layer/{i:D4}/kernel"), new byte[i]))];

    /// <summary>Lays out one data block and an index: the one given, or one that points to the block.</summary>
    private static byte[] Table(byte[]? index, byte[] block, byte kind)
    {
        List<byte> file = [];
        Append(file, block, kind);
        List<byte> handle = [0, .. Varint((uint)block.Length)];
        var indexBlock = index ?? [0, 1, (byte)handle.Count, (byte)'k', .. handle, 0, 0, 0, 0, 1, 0, 0, 0];
        List<byte> footer = [0, 0, .. Varint((uint)file.Count), .. Varint((uint)indexBlock.Length)];
        Append(file, indexBlock, 0);
        footer.AddRange(new byte[40 - footer.Count]);
        return [.. file, .. footer, 0x57, 0xfb, 0x80, 0x8b, 0x24, 0x75, 0x47, 0xdb];
    }

    private static void Append(List<byte> file, byte[] block, byte kind)
    {
        byte[] content = [.. block, kind];
        var checksum = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(checksum, MaskedCrc32C.Compute(content));
        file.AddRange([.. content, .. checksum]);
    }

    private static List<byte> Varint(uint value)
    {
        List<byte> bytes = [];
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        return [.. bytes, (byte)value];
    }
}
