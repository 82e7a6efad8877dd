using System.Buffers;
using System.Text.Json;
using Google.Protobuf.Collections;
using ModelServing.Inference.Errors;
using ModelServing.Inference.OpenInference;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Rest;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Servables;

namespace ModelServing.ModelServer.OpenInference;

/// <summary>The small answers of the open inference protocol. Each returns null: it never fails.</summary>
internal static class OpenInferenceJson
{
    private const string ServerName = "modelserving";
    private const string Platform = "tensorflow_savedmodel";

    public static void WriteError(IBufferWriter<byte> answer, ServingError error)
    {
        using var writer = new Utf8JsonWriter(answer);
        writer.WriteStartObject();
        writer.WriteString("error"u8, error.Message);
        writer.WriteEndObject();
    }

    public static ServingError? WriteFlag(IBufferWriter<byte> answer, ReadOnlySpan<byte> name)
    {
        using var writer = new Utf8JsonWriter(answer);
        writer.WriteStartObject();
        writer.WriteBoolean(name, true);
        writer.WriteEndObject();
        return null;
    }

    public static ServingError? WriteModelReady(IBufferWriter<byte> answer, string model)
    {
        using var writer = new Utf8JsonWriter(answer);
        writer.WriteStartObject();
        writer.WriteString("name"u8, model);
        writer.WriteBoolean("ready"u8, true);
        writer.WriteEndObject();
        return null;
    }

    public static ServingError? WriteServer(IBufferWriter<byte> answer)
    {
        using var writer = new Utf8JsonWriter(answer);
        writer.WriteStartObject();
        writer.WriteString("name"u8, ServerName);
        writer.WriteString("version"u8, typeof(OpenInferenceJson).Assembly.GetName().Version?.ToString(3));
        writer.WriteStartArray("extensions"u8);
        writer.WriteEndArray();
        writer.WriteEndObject();
        return null;
    }

    public static void WriteModel(IBufferWriter<byte> answer, Servable servable, IReadOnlyList<Servable> versions)
    {
        var signature = servable.Signatures.GetValueOrDefault(PredictBody.DefaultSignature);
        using var writer = new Utf8JsonWriter(answer);
        writer.WriteStartObject();
        writer.WriteString("name"u8, servable.Id.Name);
        writer.WriteStartArray("versions"u8);
        foreach (var version in versions)
        {
            writer.WriteStringValue(version.Id.Version.ToString());
        }

        writer.WriteEndArray();
        writer.WriteString("platform"u8, Platform);
        WriteFields(writer, "inputs"u8, signature?.Inputs ?? [], signature?.Definition.Inputs);
        WriteFields(writer, "outputs"u8, signature?.Outputs ?? [], signature?.Definition.Outputs);
        writer.WriteEndObject();
    }

    private static void WriteFields(Utf8JsonWriter writer, ReadOnlySpan<byte> name, IReadOnlyList<TensorField> fields, MapField<string, TensorInfo>? infos)
    {
        writer.WriteStartArray(name);
        foreach (var field in fields)
        {
            writer.WriteStartObject();
            writer.WriteString("name"u8, field.Name);
            writer.WriteString("datatype"u8, OpenInferenceType.Name(field.Type));
            writer.WriteStartArray("shape"u8);
            foreach (var dim in infos?[field.Name].TensorShape?.Dim ?? [])
            {
                writer.WriteNumberValue(dim.Size);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
