using System.Buffers;
using System.Text;
using ModelServing.Inference.Json;

namespace ModelServing.Inference.Rest;

/// <summary>TensorFlow Serving's error body: one member, <c>error</c>.</summary>
public static class ErrorBody
{
    /// <summary>Writes the body for a message.</summary>
    public static void Write(IBufferWriter<byte> output, string message)
    {
        var writer = new PrettyWriter(output);
        writer.StartObject();
        writer.String("error"u8);
        writer.String(Encoding.UTF8.GetBytes(message));
        writer.EndObject();
    }
}
