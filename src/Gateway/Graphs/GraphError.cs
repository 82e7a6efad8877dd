using System.Buffers;
using System.Net;
using System.Text.Json;

namespace ModelServing.Gateway.Graphs;

/// <summary>Why a graph gave no answer: the status and body to send.</summary>
internal sealed record GraphError(int Status, ReadOnlyMemory<byte> Body)
{
    /// <summary>A failure the executor itself reports; the body's code is 500 whatever the HTTP status.</summary>
    public static GraphError FromExecutor(string info, int status = (int)HttpStatusCode.InternalServerError)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("status");
            writer.WriteNumber("code", (int)HttpStatusCode.InternalServerError);
            writer.WriteString("info", info);
            writer.WriteString("status", "FAILURE");
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return new(status, buffer.WrittenMemory);
    }
}
