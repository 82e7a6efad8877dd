using System.Buffers;
using System.Text;
using ModelServing.Inference.Json;
using ModelServing.Inference.Protos;

namespace ModelServing.Inference.Rest;

/// <summary>The model status answer as JSON: 64-bit numbers are strings, every field is printed.</summary>
public static class StatusJson
{
    /// <summary>Writes the answer.</summary>
    public static void Write(IBufferWriter<byte> output, GetModelStatusResponse response)
    {
        var writer = new PrettyWriter(output, indent: 1);
        writer.StartObject();
        writer.String("model_version_status"u8);
        writer.StartArray();
        foreach (var version in response.ModelVersionStatus)
        {
            writer.StartObject();
            writer.Member("version"u8, version.Version.ToString());
            writer.Member("state"u8, version.State.ToString().ToUpperInvariant());
            writer.String("status"u8);
            writer.StartObject();
            writer.Member("error_code"u8, Errors.ErrorCodeExtensions.Name((Errors.ErrorCode)version.Status.ErrorCode));
            writer.String("error_message"u8);
            writer.String(Encoding.UTF8.GetBytes(version.Status.ErrorMessage));
            writer.EndObject();
            writer.EndObject();
        }

        writer.EndArray();
        writer.EndObject();
        output.Write("\n"u8);
    }
}
