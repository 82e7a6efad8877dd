using System.IO.Compression;
using System.Runtime.CompilerServices;

namespace ModelServing.ModelServer.Rest;

/// <summary>Reads a request body into one pooled buffer.</summary>
internal static class RequestBody
{
    private const int MaxInflated = 100 << 20;

    /// <summary>Reads and, where needed, inflates the body; false when the compressed data is broken or too large.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<bool> TryReadAsync(HttpRequest request, PooledBuffer buffer)
    {
        if (!request.Headers.ContentEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase))
        {
            return await FillAsync(request.Body, buffer, int.MaxValue);
        }

        try
        {
            await using var inflated = new GZipStream(request.Body, CompressionMode.Decompress);
            return await FillAsync(inflated, buffer, MaxInflated);
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<bool> FillAsync(Stream stream, PooledBuffer buffer, int limit)
    {
        while (true)
        {
            var read = await stream.ReadAsync(buffer.GetMemory(4096));
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
