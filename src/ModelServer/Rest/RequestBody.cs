using System.IO.Compression;

namespace ModelServing.ModelServer.Rest;

/// <summary>Reads a request body into one pooled buffer.</summary>
internal static class RequestBody
{
    private const int MaxInflated = 100 << 20;

    /// <summary>Reads and, where needed, inflates the body; false when the compressed data is broken or too large.</summary>
    public static async Task<bool> TryReadAsync(HttpRequest request, PooledBuffer buffer, CancellationToken cancellationToken)
    {
        if (!request.Headers.ContentEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase))
        {
            return await FillAsync(request.Body, buffer, int.MaxValue, cancellationToken);
        }

        try
        {
            await using var inflated = new GZipStream(request.Body, CompressionMode.Decompress);
            return await FillAsync(inflated, buffer, MaxInflated, cancellationToken);
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private static async Task<bool> FillAsync(Stream stream, PooledBuffer buffer, int limit, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await stream.ReadAsync(buffer.GetMemory(4096), cancellationToken);
            if (read == 0)
            {
                return true;
            }

            buffer.Advance(read);
            if (buffer.Written.Length > limit)
            {
                return false;
            }
        }
    }
}
