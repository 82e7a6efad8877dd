using System.Globalization;
using System.Text;
using Google.Protobuf;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.Testing.SavedModels;

/// <summary>Writes variables as a checkpoint: <c>variables.index</c> and shards such as <c>variables.data-00000-of-00001</c>.</summary>
public static class CheckpointWriter
{
    /// <summary>Writes the files; variables go to the shards in turn.</summary>
    public static void Write(string prefix, IEnumerable<KeyValuePair<string, Tensor>> variables, int shards = 1, bool compressIndex = false)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(prefix)!); // a prefix always has a folder
        var files = Enumerable.Range(0, shards)
            .Select(shard => File.Create(string.Create(CultureInfo.InvariantCulture, $"{prefix}.data-{shard:D5}-of-{shards:D5}")))
            .ToArray();
        var header = new BundleHeaderProto { NumShards = shards, Version = new VersionDef { Producer = 1 } };
        List<KeyValuePair<byte[], byte[]>> entries = [new([], header.ToByteArray())];
        foreach (var (index, (key, value)) in variables.OrderBy(pair => pair.Key, StringComparer.Ordinal).Index())
        {
            entries.Add(new(Encoding.UTF8.GetBytes(key), Append(files[index % shards], index % shards, value).ToByteArray()));
        }

        Array.ForEach(files, file => file.Dispose());
        File.WriteAllBytes(prefix + ".index", new TableWriter(compress: compressIndex).Write(entries));
    }

    /// <summary>Gets the bytes of a value, whole or a slice, and their checksum.</summary>
    public static (byte[] Bytes, uint Checksum) Encode(Tensor value) =>
        value.DataType == Inference.Tensors.DataType.String ? Strings(value) : (value.Data.ToArray(), MaskedCrc32C.Compute(value.Data.Span));

    private static BundleEntryProto Append(FileStream file, int shard, Tensor value)
    {
        var (bytes, checksum) = Encode(value);
        var entry = new BundleEntryProto
        {
            Dtype = (DataType)value.DataType,
            Shape = TensorProtos.Shape(value.Shape),
            ShardId = shard,
            Offset = file.Position,
            Size = bytes.Length,
            Crc32C = checksum,
        };
        file.Write(bytes);
        return entry;
    }

    /// <summary>Lengths as varints, a checksum of them as 32-bit integers, and the bytes; the entry's checksum is of all three.</summary>
    private static (byte[] Bytes, uint Checksum) Strings(Tensor value)
    {
        List<byte> bytes = [];
        List<byte> covered = [];
        foreach (var text in value.Strings)
        {
            Varint.Write(bytes, (ulong)text.Length);
            covered.AddRange(BitConverter.GetBytes(text.Length));
        }

        var lengths = BitConverter.GetBytes(MaskedCrc32C.Compute([.. covered]));
        byte[] tail = [.. lengths, .. value.Strings.SelectMany(text => text.ToArray())];
        return ([.. bytes, .. tail], MaskedCrc32C.Compute([.. covered, .. tail]));
    }
}
