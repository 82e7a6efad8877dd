using System.Net;
using System.Net.Sockets;

namespace ModelServing.Gateway.Tests.Hosting;

/// <summary>A port that refuses connections for as long as this object lives: it is bound, but nobody listens.</summary>
internal sealed class ClosedPort : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public ClosedPort() => _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));

    public int Number => ((IPEndPoint)_socket.LocalEndPoint!).Port; // bound in the constructor

    public void Dispose() => _socket.Dispose();
}
