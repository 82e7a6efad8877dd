using System.Buffers;
using ModelServing.Inference.Json;
using ModelServing.Inference.Protos;

namespace ModelServing.Inference.Rest;

/// <summary>The model metadata answer as JSON: protocol field names, and every field printed even when it is empty.</summary>
public static class MetadataJson
{
    /// <summary>Writes the answer for one version of a model.</summary>
    public static void Write(IBufferWriter<byte> output, string name, long version, IEnumerable<KeyValuePair<string, SignatureDef>> signatures)
    {
        var writer = new PrettyWriter(output, indent: 1);
        writer.StartObject();
        writer.String("model_spec"u8);
        writer.StartObject();
        writer.Member("name"u8, name);
        writer.Member("signature_name"u8, "");
        writer.Member("version"u8, version.ToString());
        writer.EndObject();
        writer.String("metadata"u8);
        writer.StartObject();
        writer.String("signature_def"u8);
        writer.StartObject();
        writer.String("signature_def"u8);
        writer.StartObject();
        foreach (var (key, signature) in signatures)
        {
            WriteSignature(writer, key, signature);
        }

        for (var level = 0; level < 4; level++)
        {
            writer.EndObject();
        }

        output.Write("\n"u8);
    }

    private static void WriteSignature(PrettyWriter writer, string key, SignatureDef signature)
    {
        writer.Name(key);
        writer.StartObject();
        writer.String("inputs"u8);
        WriteTensors(writer, signature.Inputs);
        writer.String("outputs"u8);
        WriteTensors(writer, signature.Outputs);
        writer.Member("method_name"u8, signature.MethodName);
        writer.String("defaults"u8);
        writer.StartObject();
        foreach (var (name, value) in signature.Defaults)
        {
            WriteDefault(writer, name, value);
        }

        writer.EndObject();
        writer.EndObject();
    }

    private static void WriteTensors(PrettyWriter writer, IEnumerable<KeyValuePair<string, TensorInfo>> tensors)
    {
        writer.StartObject();
        foreach (var (name, info) in tensors)
        {
            writer.Name(name);
            writer.StartObject();
            writer.Member("dtype"u8, Tensors.DataTypeExtensions.ProtocolName((int)info.Dtype));
            writer.String("tensor_shape"u8);
            WriteShape(writer, info.TensorShape ?? new TensorShapeProto());
            writer.Member("name"u8, info.Name);
            writer.EndObject();
        }

        writer.EndObject();
    }

    private static void WriteShape(PrettyWriter writer, TensorShapeProto shape)
    {
        writer.StartObject();
        writer.String("dim"u8);
        writer.StartArray();
        foreach (var dim in shape.Dim)
        {
            writer.StartObject();
            writer.Member("size"u8, dim.Size.ToString());
            writer.Member("name"u8, dim.Name);
            writer.EndObject();
        }

        writer.EndArray();
        writer.String("unknown_rank"u8);
        writer.Raw(shape.UnknownRank ? "true"u8 : "false"u8);
        writer.EndObject();
    }

    private static void WriteDefault(PrettyWriter writer, string name, TensorProto value)
    {
        writer.Name(name);
        writer.StartObject();
        writer.Member("dtype"u8, Tensors.DataTypeExtensions.ProtocolName((int)value.Dtype));
        writer.String("tensor_shape"u8);
        WriteShape(writer, value.TensorShape ?? new TensorShapeProto());
        writer.Member("tensor_content"u8, value.TensorContent.ToBase64());
        writer.String("float_val"u8);
        writer.StartArray();
        foreach (var element in value.FloatVal)
        {
            writer.BeforeValue();
            NumberText.WriteShortest(writer.Output, element);
        }

        writer.EndArray();
        writer.EndObject();
    }
}
