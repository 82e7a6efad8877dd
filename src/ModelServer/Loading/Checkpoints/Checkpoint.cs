using System.Globalization;
using System.Text;
using Google.Protobuf;
using ModelServing.Inference.Errors;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using DataType = ModelServing.Inference.Tensors.DataType;

namespace ModelServing.ModelServer.Loading.Checkpoints;

/// <summary>The variables of a SavedModel: an index table, and shards that hold the values.</summary>
internal sealed class Checkpoint : IDisposable
{
    private readonly string _prefix;
    private readonly Dictionary<string, BundleEntryProto> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<int, FileStream> _shards = [];
    private readonly BundleHeaderProto _header;

    private Checkpoint(string prefix, List<TableEntry> entries)
    {
        _prefix = prefix;
        _header = entries is [{ Key.Length: 0 }, ..] ? BundleHeaderProto.Parser.ParseFrom(entries[0].Value) : throw Corrupt("the header entry is missing");
        foreach (var entry in entries.Skip(1))
        {
            _entries[Encoding.UTF8.GetString(entry.Key)] = BundleEntryProto.Parser.ParseFrom(entry.Value);
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

    /// <summary>Reads one value and checks its checksum.</summary>
    public Tensor Read(string key)
    {
        var entry = _entries.TryGetValue(key, out var found) ? found : throw new LoadException(ErrorCode.NotFound, $"Key {key} not found in checkpoint {_prefix}");
        var type = (DataType)entry.Dtype;
        if (entry.Slices.Count > 0 || (type.Size() == 0 && type != DataType.String) || _header.Endianness == BundleHeaderProto.Types.Endianness.Big)
        {
            throw new LoadException(ErrorCode.Unimplemented, $"Variable {key} of the checkpoint is partitioned, big-endian or of type {type.Name()}: not supported");
        }

        var shard = Shard(entry.ShardId);
        if (entry.Offset < 0 || entry.Size < 0 || entry.Size > Array.MaxLength || entry.Offset > shard.Length - entry.Size)
        {
            throw Corrupt($"the value of {key} lies outside its shard");
        }

        var bytes = new byte[entry.Size];
        shard.Position = entry.Offset;
        var shape = entry.Shape.Dim.Select(dimension => dimension.Size).ToArray();
        var isComplete = shard.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length;
        if (isComplete && type == DataType.String && StringValues.TryRead(bytes, Tensor.CountElements(shape), entry.Crc32C, out var strings))
        {
            return Tensor.FromStrings(shape, strings);
        }

        return isComplete && type != DataType.String && MaskedCrc32C.Compute(bytes) == entry.Crc32C
            ? Tensor.FromBytes(type, shape, bytes)
            : throw Corrupt($"the value of {key} is truncated or fails its checksum");
    }

    public void Dispose()
    {
        foreach (var shard in _shards.Values)
        {
            shard.Dispose();
        }
    }

    private FileStream Shard(int id)
    {
        if (!_shards.TryGetValue(id, out var shard))
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"{_prefix}.data-{id:D5}-of-{_header.NumShards:D5}");
            _shards[id] = shard = File.OpenRead(path);
        }

        return shard;
    }

    private LoadException Corrupt(string reason) => new(ErrorCode.DataLoss, $"Checkpoint {_prefix} is corrupt: {reason}");
}
