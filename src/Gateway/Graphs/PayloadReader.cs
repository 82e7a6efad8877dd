namespace ModelServing.Gateway.Graphs;

internal static class PayloadReader
{
    public static async ValueTask<Payload> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var type = request.Headers.ContentType;
        var encoding = request.Headers.ContentEncoding;
        return new(
            await ReadBodyAsync(request, cancellationToken),
            type.Count == 0 ? null : type.ToString(),
            encoding.Count == 0 ? null : encoding.ToString());
    }

    private static async ValueTask<ReadOnlyMemory<byte>> ReadBodyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        // A body of announced, moderate length is read straight into an array of its size.
        if (request.ContentLength is >= 0 and <= 64 << 20 and var length)
        {
            var body = new byte[length];
            await request.Body.ReadExactlyAsync(body, cancellationToken);
            return body;
        }

        using var buffer = new MemoryStream();
        await request.Body.CopyToAsync(buffer, cancellationToken);
        return buffer.ToArray();
    }
}
