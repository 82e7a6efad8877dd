using System.Text;
using Google.Protobuf;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.Testing.SavedModels;

/// <summary>Writes variables as a one-shard checkpoint: <c>variables.index</c> and <c>variables.data-00000-of-00001</c>.</summary>
public static class CheckpointWriter
{
    public static void Write(string prefix, IEnumerable<KeyValuePair<string, Tensor>> variables)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(prefix)!); // a prefix always has a folder
        using var data = File.Create(prefix + ".data-00000-of-00001");
        var header = new BundleHeaderProto { NumShards = 1, Version = new VersionDef { Producer = 1 } };
        List<KeyValuePair<byte[], byte[]>> entries = [new([], header.ToByteArray())];
        foreach (var (key, value) in variables.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var entry = new BundleEntryProto
            {
                Dtype = (DataType)value.DataType,
                Shape = TensorProtos.Shape(value.Shape),
                Offset = data.Position,
                Size = value.Data.Length,
                Crc32C = MaskedCrc32C.Compute(value.Data.Span),
            };
            entries.Add(new(Encoding.UTF8.GetBytes(key), entry.ToByteArray()));
            data.Write(value.Data.Span);
        }

        File.WriteAllBytes(prefix + ".index", new TableWriter().Write(entries));
    }
}
