using System.Buffers.Binary;

namespace ModelServing.Testing.SavedModels;

/// <summary>Writes sorted key/value pairs as a table in LevelDB's layout: data blocks, empty meta index, index, footer.</summary>
public sealed class TableWriter(int blockSize = 4096, bool compress = false)
{
    private const ulong Magic = 0xdb4775248b80fb57;
    private const int FooterSize = 48;

    private readonly List<byte> _file = [];

    /// <summary>Lays out the table; keys are ordered as unsigned bytes.</summary>
    public byte[] Write(IEnumerable<KeyValuePair<byte[], byte[]>> pairs)
    {
        var index = new BlockBuilder(restartInterval: 1);
        var block = new BlockBuilder(restartInterval: 16);
        byte[] lastKey = [];
        foreach (var (key, value) in pairs.OrderBy(pair => pair.Key, ByteOrder.Instance))
        {
            block.Add(key, value);
            lastKey = key;
            if (block.Size >= blockSize)
            {
                index.Add(lastKey, Append(block));
                block = new BlockBuilder(restartInterval: 16);
            }
        }

        if (!block.IsEmpty)
        {
            index.Add(lastKey, Append(block));
        }

        var metaIndex = Append(new BlockBuilder(restartInterval: 1));
        WriteFooter(metaIndex, Append(index));
        return [.. _file];
    }

    private void WriteFooter(byte[] metaIndex, byte[] index)
    {
        var footer = new byte[FooterSize];
        metaIndex.CopyTo(footer, 0);
        index.CopyTo(footer, metaIndex.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(footer.AsSpan(FooterSize - sizeof(ulong)), Magic);
        _file.AddRange(footer);
    }

    /// <summary>Appends a block with its trailer (compression kind, checksum) and returns its handle.</summary>
    private byte[] Append(BlockBuilder block)
    {
        var offset = _file.Count;
        byte[] content = compress ? [.. SnappyLiterals.Compress(block.Finish()), 1] : [.. block.Finish(), 0];
        _file.AddRange(content);
        Span<byte> checksum = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(checksum, MaskedCrc32C.Compute(content));
        _file.AddRange(checksum);
        List<byte> handle = [];
        Varint.Write(handle, (ulong)offset);
        Varint.Write(handle, (ulong)content.Length - 1);
        return [.. handle];
    }
}
