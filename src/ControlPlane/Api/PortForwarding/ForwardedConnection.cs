using System.Net;
using System.Net.Sockets;

namespace ModelServing.ControlPlane.Api.PortForwarding;

/// <summary>One connection that a client forwards to a port of a pod: a stream with its bytes, and one for what goes wrong.</summary>
internal sealed class ForwardedConnection(SpdyConnection spdy, int data, int errors) : IDisposable
{
    private readonly TcpClient _pod = new() { NoDelay = true };

    /// <summary>Gets what completes when the pod has said all.</summary>
    public Task Copied { get; private set; } = Task.CompletedTask;

    /// <summary>Connects to a port of this machine and passes on what comes from it.</summary>
    public async Task OpenAsync(int port, CancellationToken cancellationToken)
    {
        await _pod.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
        Copied = CopyAsync(cancellationToken);
    }

    /// <summary>Passes on what the client sends.</summary>
    public async Task SendAsync(SpdyFrame frame, CancellationToken cancellationToken)
    {
        try
        {
            await _pod.GetStream().WriteAsync(frame.Payload, cancellationToken);
            if (frame.IsFinal)
            {
                _pod.Client.Shutdown(SocketShutdown.Send);
            }
        }
        catch (Exception e) when (e is IOException or SocketException or InvalidOperationException)
        {
            // The pod has closed: the client learns that from the other direction.
        }
    }

    public void Dispose() => _pod.Dispose();

    private async Task CopyAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await _pod.GetStream().ReadAsync(buffer, cancellationToken) is > 0 and var read)
            {
                await spdy.WriteDataAsync(data, buffer.AsMemory(0, read), isFinal: false, cancellationToken);
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The pod has broken off: for the client, that is an end like any other.
        }

        await spdy.WriteDataAsync(data, default, isFinal: true, cancellationToken);
        await spdy.WriteDataAsync(errors, default, isFinal: true, cancellationToken);
    }
}
