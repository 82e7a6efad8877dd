using System.Globalization;
using System.Text;
using Google.Protobuf;
using Microsoft.Win32.SafeHandles;
using ModelServing.Inference.Errors;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Records;
using ModelServing.Inference.Tensors;
using DataType = ModelServing.Inference.Tensors.DataType;

namespace ModelServing.ModelServer.Loading.Checkpoints;

/// <summary>The variables of a SavedModel: an index table, and shards that hold the values.</summary>
internal sealed class Checkpoint : IDisposable
{
    /// <summary>Larger values are left in the file at first.</summary>
    private const int MaxEager = 1 << 16;

    private readonly string _prefix;
    private readonly Dictionary<string, BundleEntryProto> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, BundleEntryProto> _slices = new(StringComparer.Ordinal);
    private readonly Dictionary<int, SafeFileHandle> _shards = [];
    private readonly BundleHeaderProto _header;

    private Checkpoint(string prefix, List<TableEntry> entries)
    {
        _prefix = prefix;
        _header = entries is [{ Key.Length: 0 }, ..] ? BundleHeaderProto.Parser.ParseFrom(entries[0].Value) : throw Corrupt("the header entry is missing");
        foreach (var entry in entries.Skip(1))
        {
            var value = BundleEntryProto.Parser.ParseFrom(entry.Value);
            if (entry.Key is [0, ..])
            {
                _slices[Convert.ToHexString(entry.Key)] = value;
            }
            else
            {
                _entries[Encoding.UTF8.GetString(entry.Key)] = value;
            }
        }
    }

    public IReadOnlyCollection<string> Keys => _entries.Keys;

    public static Checkpoint Open(string prefix)
    {
        try
        {
            return TableReader.TryRead(File.ReadAllBytes(prefix + ".index"), out var entries, out var error)
                ? new Checkpoint(prefix, entries)
                : throw new LoadException(ErrorCode.DataLoss, $"Unable to read checkpoint index {prefix}.index: {error}");
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new LoadException(ErrorCode.DataLoss, $"Unable to read checkpoint index {prefix}.index: {e.Message}", e);
        }
    }

    /// <summary>Reads one value and checks its checksum; a large one's, when its bytes are first looked at.</summary>
    public Tensor Read(CheckpointKey key)
    {
        var entry = _entries.TryGetValue(key.Name, out var found) ? found : throw new LoadException(ErrorCode.NotFound, $"Key {key.Name} not found in checkpoint {_prefix}");
        if (entry.Slices.Count == 0 && key.Slice.Length == 0)
        {
            return Read(key.Name, entry);
        }

        var parts = entry.Slices.Select(TensorSlice.Of).ToArray();
        long[] shape = [.. entry.Shape.Dim.Select(dimension => dimension.Size)];
        if (key.Slice.Length == 0)
        {
            return Join(key.Name, entry, shape, parts);
        }

        if (!TensorSlice.TryParse(key.Slice, out var wanted) || !wanted.Fits(shape))
        {
            throw new LoadException(ErrorCode.InvalidArgument, $"The slice {key.Slice} of {key.Name} does not fit the shape in checkpoint {_prefix}");
        }

        return parts.Contains(wanted)
            ? Part(key.Name, wanted)
            : SlicedValue.Cut(parts.Length == 0 ? Read(key.Name, entry) : Join(key.Name, entry, shape, parts), wanted);
    }

    public void Dispose()
    {
        foreach (var shard in _shards.Values)
        {
            shard.Dispose();
        }
    }

    private Tensor Join(string name, BundleEntryProto entry, long[] shape, TensorSlice[] parts) =>
        Array.TrueForAll(parts, part => part.Fits(shape)) && SlicedValue.TryJoin((DataType)entry.Dtype, shape, parts, part => Part(name, part), out var value)
            ? value
            : throw Corrupt($"the slices of {name} do not make up the value");

    private Tensor Part(string name, TensorSlice slice) =>
        _slices.TryGetValue(Convert.ToHexString(slice.Key(name)), out var entry) ? Read(name, entry) : throw Corrupt($"a slice of {name} is missing");

    private Tensor Read(string key, BundleEntryProto entry)
    {
        var type = (DataType)entry.Dtype;
        if ((type.Size() == 0 && type != DataType.String) || _header.Endianness == BundleHeaderProto.Types.Endianness.Big)
        {
            throw new LoadException(ErrorCode.Unimplemented, $"Variable {key} of the checkpoint is big-endian or of type {type.Name()}: not supported");
        }

        var length = RandomAccess.GetLength(Shard(entry.ShardId));
        if (entry.Offset < 0 || entry.Size < 0 || entry.Size > Array.MaxLength || entry.Offset > length - entry.Size)
        {
            throw Corrupt($"the value of {key} lies outside its shard");
        }

        var shape = entry.Shape.Dim.Select(dimension => dimension.Size).ToArray();
        if (type == DataType.String)
        {
            return ReadStrings(key, entry, shape);
        }

        var stored = new StoredBytes((int)entry.Size, target => ReadNumbers(key, entry, target));
        var tensor = Tensor.FromBytes(type, shape, stored.Memory);
        return entry.Size > MaxEager ? tensor : StoredBytes.Load(tensor);
    }

    private Tensor ReadStrings(string key, BundleEntryProto entry, long[] shape)
    {
        var bytes = new byte[entry.Size];
        return TryRead(entry, bytes) && StringValues.TryRead(bytes, Tensor.CountElements(shape), entry.Crc32C, out var strings)
            ? Tensor.FromStrings(shape, strings)
            : throw Damaged(key);
    }

    private void ReadNumbers(string key, BundleEntryProto entry, Span<byte> target)
    {
        if (!TryRead(entry, target) || MaskedCrc32C.Compute(target) != entry.Crc32C)
        {
            throw Damaged(key);
        }
    }

    private bool TryRead(BundleEntryProto entry, Span<byte> target)
    {
        var shard = Shard(entry.ShardId);
        for (var read = 0; read < target.Length;)
        {
            var count = RandomAccess.Read(shard, target[read..], entry.Offset + read);
            if (count == 0)
            {
                return false;
            }

            read += count;
        }

        return true;
    }

    private SafeFileHandle Shard(int id)
    {
        if (!_shards.TryGetValue(id, out var shard))
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"{_prefix}.data-{id:D5}-of-{_header.NumShards:D5}");
            _shards[id] = shard = File.OpenHandle(path);
        }

        return shard;
    }

    private LoadException Damaged(string key) => Corrupt($"the value of {key} is truncated or fails its checksum");

    private LoadException Corrupt(string reason) => new(ErrorCode.DataLoss, $"Checkpoint {_prefix} is corrupt: {reason}");
}
