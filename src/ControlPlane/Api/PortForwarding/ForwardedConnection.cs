using System.Net;
using System.Net.Sockets;

namespace ModelServing.ControlPlane.Api.PortForwarding;

/// <summary>One connection that a client forwards to a port of a pod.</summary>
internal sealed class ForwardedConnection : IDisposable
{
    private readonly Socket _pod = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    /// <summary>Connects to a port of this machine.</summary>
    public Task OpenAsync(int port, CancellationToken cancellationToken) => _pod.ConnectAsync(IPAddress.Loopback, port, cancellationToken).AsTask();

    /// <summary>Passes on what the client sends.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> data, bool isFinal, CancellationToken cancellationToken)
    {
        try
        {
            while (data.Length > 0)
            {
                data = data[await _pod.SendAsync(data, cancellationToken)..];
            }

            if (isFinal)
            {
                _pod.Shutdown(SocketShutdown.Send);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The pod has closed: the client learns that from the other direction.
        }
    }

    /// <summary>Passes on what comes from the pod, until it has said all.</summary>
    public async Task CopyToAsync(Func<ReadOnlyMemory<byte>, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await _pod.ReceiveAsync(buffer, cancellationToken) is > 0 and var read)
            {
                await write(buffer.AsMemory(0, read), cancellationToken);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The pod has broken off: for the client, that is an end like any other.
        }
    }

    public void Dispose() => _pod.Dispose();
}
