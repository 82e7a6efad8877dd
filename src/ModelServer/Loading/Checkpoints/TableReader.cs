using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using ModelServing.Inference.Records;
using Snappier;

namespace ModelServing.ModelServer.Loading.Checkpoints;

/// <summary>Reads a sorted table in LevelDB's layout, with or without Snappy, checking every checksum.</summary>
/// <remarks>
/// <c>table = *( block ) footer</c>; <c>block = *( entry ) *( restart ) count kind crc</c>;
/// <c>entry = shared unshared length key-part value</c>; <c>footer = meta-index index padding magic</c>.
/// </remarks>
internal static class TableReader
{
    private const ulong Magic = 0xdb4775248b80fb57;
    private const int FooterSize = 48;
    private const int TrailerSize = 5;
    private const int MaxBlockSize = 1 << 28;

    /// <summary>No block that Snappy wrote grows more than this: its longest copy takes three bytes for 64.</summary>
    private const int MaxRatio = 32;

    /// <summary>The most bytes of keys and values; keys share prefixes, so that a small file could hold any number.</summary>
    private const long MaxContent = 1 << 25;

    public static bool TryRead(ReadOnlySpan<byte> file, out List<TableEntry> entries, [NotNullWhen(false)] out string? error)
    {
        entries = [];
        if (file.Length < FooterSize || BinaryPrimitives.ReadUInt64LittleEndian(file[^sizeof(ulong)..]) != Magic)
        {
            error = "not an sstable (bad magic number)";
            return false;
        }

        if (!TryReadIndexHandle(file[^FooterSize..], out var index))
        {
            error = "bad sstable footer";
            return false;
        }

        List<TableEntry> blocks = [];
        var room = MaxContent + ((long)MaxRatio * file.Length);
        return TryReadBlock(file, index, blocks, ref room, out error) && TryReadBlocks(file, blocks, entries, out error);
    }

    private static bool TryReadBlocks(ReadOnlySpan<byte> file, List<TableEntry> blocks, List<TableEntry> entries, [NotNullWhen(false)] out string? error)
    {
        var room = MaxContent + ((long)MaxRatio * file.Length);
        foreach (var block in blocks)
        {
            var reader = new ByteReader(block.Value);
            if (!TryReadHandle(ref reader, out var handle))
            {
                error = "bad block handle";
                return false;
            }

            if (!TryReadBlock(file, handle, entries, ref room, out error))
            {
                return false;
            }
        }

        error = null;
        return true;
    }

    private static bool TryReadIndexHandle(ReadOnlySpan<byte> footer, out BlockHandle index)
    {
        var reader = new ByteReader(footer);
        return TryReadHandle(ref reader, out index) && TryReadHandle(ref reader, out index);
    }

    private static bool TryReadHandle(ref ByteReader reader, out BlockHandle handle)
    {
        var read = reader.TryReadLength(out var offset) & reader.TryReadLength(out var size);
        handle = new BlockHandle(offset, size);
        return read;
    }

    private static bool TryReadBlock(ReadOnlySpan<byte> file, BlockHandle handle, List<TableEntry> entries, ref long room, [NotNullWhen(false)] out string? error)
    {
        if (handle.Offset > file.Length - TrailerSize || handle.Size > file.Length - TrailerSize - handle.Offset)
        {
            error = "truncated block read";
            return false;
        }

        var content = file.Slice(handle.Offset, handle.Size + 1);
        if (BinaryPrimitives.ReadUInt32LittleEndian(file[(handle.Offset + content.Length)..]) != MaskedCrc32C.Compute(content))
        {
            error = "block checksum mismatch";
            return false;
        }

        if (!TryDecompress(content[..^1], content[^1], out var block))
        {
            error = $"corrupted block of compression kind {content[^1]}";
            return false;
        }

        error = TryReadEntries(block, entries, ref room) ? null : "corrupted block contents";
        return error is null;
    }

    private static bool TryDecompress(ReadOnlySpan<byte> content, byte kind, out ReadOnlySpan<byte> block)
    {
        block = content;
        if (kind == 0)
        {
            return true;
        }

        try
        {
            // Lengths of 31 bits and more come back negative.
            if (kind != 1 || Snappy.GetUncompressedLength(content) is var length && (length < 0 || length > Math.Min(MaxBlockSize, (long)MaxRatio * content.Length)))
            {
                return false;
            }

            block = Snappy.DecompressToArray(content);
            return true;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private static bool TryReadEntries(ReadOnlySpan<byte> block, List<TableEntry> entries, ref long room)
    {
        if (block.Length < sizeof(uint))
        {
            return false;
        }

        var restarts = BinaryPrimitives.ReadUInt32LittleEndian(block[^sizeof(uint)..]);
        var end = block.Length - ((restarts + 1L) * sizeof(uint));
        if (end < 0)
        {
            return false;
        }

        var reader = new ByteReader(block[..(int)end]);
        byte[] key = [];
        while (!reader.IsAtEnd)
        {
            if (!(reader.TryReadLength(out var shared) && reader.TryReadLength(out var unshared) && reader.TryReadLength(out var length)
                && shared <= key.Length && reader.TryReadBytes(unshared, out var part) && reader.TryReadBytes(length, out var value)))
            {
                return false;
            }

            room -= shared + unshared + length;
            if (room < 0)
            {
                return false;
            }

            key = [.. key.AsSpan(0, shared), .. part];
            entries.Add(new TableEntry(key, value.ToArray()));
        }

        return true;
    }

    private readonly record struct BlockHandle(int Offset, int Size);
}
