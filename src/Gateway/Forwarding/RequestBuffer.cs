using System.Buffers;

namespace ModelServing.Gateway.Forwarding;

/// <summary>Keeps a small request body, so that another replica can be asked when the first one drops the connection.</summary>
internal sealed class RequestBuffer(byte[] rented, MemoryStream body, Stream original) : IDisposable
{
    public static bool Fits(HttpRequest request, long limit) => request.ContentLength is > 0 and var length && length <= limit;

    /// <summary>Reads the body and puts the copy in its place.</summary>
    public static async Task<RequestBuffer> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var length = (int)request.ContentLength.GetValueOrDefault();
        var rented = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            await request.Body.ReadExactlyAsync(rented.AsMemory(0, length), cancellationToken);
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(rented);
            throw;
        }

        var buffer = new RequestBuffer(rented, new MemoryStream(rented, 0, length, writable: false), request.Body);
        buffer.Attach(request);
        return buffer;
    }

    public void Rewind() => body.Position = 0;

    public void Dispose() => ArrayPool<byte>.Shared.Return(rented);

    /// <summary>Gives the request its own body back; the copy is about to be reused by somebody else.</summary>
    public void Detach(HttpRequest request) => request.Body = original;

    private void Attach(HttpRequest request) => request.Body = body;
}
