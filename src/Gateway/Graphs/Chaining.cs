using System.IO.Compression;
using System.Text.Json;

namespace ModelServing.Gateway.Graphs;

/// <summary>Turns one node's answer into the next node's request: TensorFlow and open-inference answers name their tensors differently.</summary>
internal static class Chaining
{
    private const int MaxDecompressed = 256 << 20;

    public static GraphReply ToRequest(SeldonProtocol protocol, Payload payload)
    {
        if (protocol == SeldonProtocol.Seldon)
        {
            return payload;
        }

        try
        {
            var body = payload.ContentEncoding == "gzip" ? Decompress(payload.Body) : payload.Body;
            return TryFindRename(protocol, body.Span, out var at, out var length) switch
            {
                true when length == 0 => payload,
                true => new Payload(Replace(body, at, length, protocol == SeldonProtocol.TensorFlow ? "instances"u8 : "inputs"u8), payload.ContentType, null),
                false => Failure(protocol),
            };
        }
        catch (Exception exception) when (exception is JsonException or InvalidDataException)
        {
            return Failure(protocol);
        }
    }

    private static GraphError Failure(SeldonProtocol protocol) => GraphError.FromExecutor(
        $"Failed to convert {(protocol == SeldonProtocol.TensorFlow ? "tensorflow" : "kfserving")} response so it could be chained to new input");

    /// <summary>Finds the property name to replace; a length of zero means the body already is a request.</summary>
    private static bool TryFindRename(SeldonProtocol protocol, ReadOnlySpan<byte> body, out int at, out int length)
    {
        (at, length) = (0, 0);
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = 64 });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("inputs"u8) || (protocol == SeldonProtocol.TensorFlow && reader.ValueTextEquals("instances"u8)))
            {
                (at, length) = (0, 0);
                return true;
            }

            if (reader.ValueTextEquals(protocol == SeldonProtocol.TensorFlow ? "predictions"u8 : "outputs"u8))
            {
                // The token starts at its opening quote.
                (at, length) = ((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length);
            }

            reader.Skip();
        }

        return length > 0;
    }

    private static byte[] Replace(ReadOnlyMemory<byte> body, int at, int length, ReadOnlySpan<byte> name)
    {
        var result = new byte[body.Length - length + name.Length];
        body.Span[..at].CopyTo(result);
        name.CopyTo(result.AsSpan(at));
        body.Span[(at + length)..].CopyTo(result.AsSpan(at + name.Length));
        return result;
    }

    private static ReadOnlyMemory<byte> Decompress(ReadOnlyMemory<byte> body)
    {
        using var gzip = new GZipStream(new MemoryStream(body.ToArray()), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        var chunk = new byte[16 << 10];
        int read;
        while ((read = gzip.Read(chunk)) > 0)
        {
            if (plain.Length + read > MaxDecompressed)
            {
                throw new InvalidDataException("the decompressed body is too large");
            }

            plain.Write(chunk, 0, read);
        }

        return plain.GetBuffer().AsMemory(0, (int)plain.Length);
    }
}
