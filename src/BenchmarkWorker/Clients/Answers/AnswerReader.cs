using System.Text.Json;
using Google.Protobuf;
using ModelServing.BenchmarkWorker.Targets;

namespace ModelServing.BenchmarkWorker.Clients.Answers;

/// <summary>Reads a whole answer, whatever protocol it is in.</summary>
internal static class AnswerReader
{
    /// <summary>Returns the outputs, or null when the body is not an answer.</summary>
    /// <param name="protocol">The protocol of the request.</param>
    /// <param name="body">The bytes of the body.</param>
    /// <param name="jsonLength">The length of the JSON that binary tensors follow, where the server says so.</param>
    public static IReadOnlyList<OutputTensor>? Read(WireProtocol protocol, ReadOnlyMemory<byte> body, int? jsonLength)
    {
        try
        {
            return protocol switch
            {
                WireProtocol.TensorFlowGrpc => PredictMessageAnswer.Read(body.Span),
                WireProtocol.OpenInferenceGrpc => InferMessageAnswer.Read(body.Span),
                WireProtocol.SeldonGrpc => SeldonMessageAnswer.Read(body.Span),
                _ => ReadJson(body, jsonLength),
            };
        }
        catch (Exception exception) when (exception is JsonException or InvalidProtocolBufferException or InvalidOperationException or FormatException or OverflowException)
        {
            return null; // the readers below take apart what a server chose to send
        }
    }

    /// <summary>The member of the root tells the protocols apart, so that recorded answers can be read, too.</summary>
    private static IReadOnlyList<OutputTensor>? ReadJson(ReadOnlyMemory<byte> body, int? jsonLength)
    {
        if (jsonLength is < 0 || jsonLength > body.Length)
        {
            return null;
        }

        using var document = JsonDocument.Parse(body[..(jsonLength ?? body.Length)]);
        var root = document.RootElement;
        return root.ValueKind != JsonValueKind.Object ? null
            : root.TryGetProperty("predictions"u8, out var rows) ? RowAnswer.Read(rows)
            : root.TryGetProperty("outputs"u8, out var outputs) ? outputs.ValueKind == JsonValueKind.Array && InferAnswer.IsList(outputs)
                ? InferAnswer.Read(outputs, body[(jsonLength ?? body.Length)..])
                : ColumnAnswer.Read(outputs)
            : root.TryGetProperty("data"u8, out var data) ? SeldonAnswer.Read(data)
            : null;
    }
}
