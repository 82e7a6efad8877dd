using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace ModelServing.ControlPlane.Api.PortForwarding;

/// <summary>What a client and a pod say to each other over one upgraded connection, for as long as the client keeps it.</summary>
/// <param name="transport">The connection.</param>
/// <param name="portOf">Gives the port of this machine behind a container's port, if that listens.</param>
/// <param name="pod">The pod's name, for complaints.</param>
internal sealed class PortForwardSession(Stream transport, Func<int, int?> portOf, string pod) : IDisposable
{
    /// <summary>A client that opens ever more connections is cut off.</summary>
    private const int MostConnections = 1000;

    private readonly SpdyConnection _spdy = new(transport);
    private readonly SpdyHeaderReader _headers = new();
    private readonly Dictionary<string, int> _errorStreams = [];
    private readonly Dictionary<int, ForwardedConnection> _connections = [];
    private bool _hasReplied;

    /// <exception cref="InvalidDataException">The client does not keep to the protocol.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            while (await _spdy.ReadAsync(ending.Token) is { } frame)
            {
                await HandleAsync(frame, ending.Token);
            }
        }
        catch (IOException)
        {
            // The client has gone without a word.
        }
        finally
        {
            await ending.CancelAsync();
            await Task.WhenAll(_connections.Values.Select(connection => connection.Copied)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public void Dispose()
    {
        foreach (var connection in _connections.Values)
        {
            connection.Dispose();
        }

        _headers.Dispose();
        _spdy.Dispose();
    }

    private async Task HandleAsync(SpdyFrame frame, CancellationToken cancellationToken)
    {
        switch (frame.Type)
        {
            case SpdyFrameType.SynStream:
                await OpenAsync(frame.Payload, cancellationToken);
                break;
            case SpdyFrameType.Data when _connections.TryGetValue(frame.Stream, out var connection):
                await connection.SendAsync(frame, cancellationToken);
                break;
            case SpdyFrameType.RstStream when _connections.Remove(StreamOf(frame.Payload), out var reset):
                reset.Dispose();
                break;
            case SpdyFrameType.Ping:
                await _spdy.WriteControlAsync(SpdyFrameType.Ping, frame.Payload, cancellationToken);
                break;
            default:
                break; // settings, windows and farewells change nothing here
        }
    }

    private async Task OpenAsync(byte[] payload, CancellationToken cancellationToken)
    {
        const int HeadLength = 10; // the stream, the one it belongs to, its priority
        if (payload.Length < HeadLength || _connections.Count >= MostConnections || _errorStreams.Count >= MostConnections)
        {
            throw new InvalidDataException("the client opens a stream that is not taken");
        }

        var stream = StreamOf(payload);
        var headers = _headers.Read(payload.AsSpan(HeadLength));
        await ReplyAsync(stream, cancellationToken);
        var request = headers.GetValueOrDefault("requestid", "");
        if (headers.GetValueOrDefault("streamtype") == "error")
        {
            _errorStreams[request] = stream;
        }
        else if (_errorStreams.Remove(request, out var errors))
        {
            await ConnectAsync(stream, errors, headers.GetValueOrDefault("port", ""), cancellationToken);
        }
    }

    private async Task ConnectAsync(int data, int errors, string port, CancellationToken cancellationToken)
    {
        var connection = new ForwardedConnection(_spdy, data, errors);
        try
        {
            var number = portOf(int.Parse(port, CultureInfo.InvariantCulture)) ?? throw new SocketException((int)SocketError.ConnectionRefused);
            await connection.OpenAsync(number, cancellationToken);
            ForgetFinished();
            _connections[data] = connection;
        }
        catch (Exception e) when (e is SocketException or FormatException or OverflowException)
        {
            connection.Dispose();
            var problem = $"error forwarding port {port} to pod {pod}: {(e is SocketException ? $"dial tcp 127.0.0.1:{port}: connect: connection refused" : e.Message)}";
            await _spdy.WriteDataAsync(errors, Encoding.UTF8.GetBytes(problem), isFinal: true, cancellationToken);
            await _spdy.WriteDataAsync(data, default, isFinal: true, cancellationToken);
        }
    }

    private void ForgetFinished()
    {
        foreach (var (stream, connection) in _connections.Where(entry => entry.Value.Copied.IsCompleted).ToList())
        {
            _connections.Remove(stream);
            connection.Dispose();
        }
    }

    /// <summary>Accepts a stream, with no headers of its own.</summary>
    private Task ReplyAsync(int stream, CancellationToken cancellationToken)
    {
        using var reply = new MemoryStream();
        var number = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(number, stream);
        reply.Write(number);
        reply.Write(_hasReplied ? [] : [0x78, 0x01]); // zlib, without a dictionary
        reply.Write(DeflateBlocks.Stored(new byte[sizeof(int)]));
        reply.Write(DeflateBlocks.Stored([])); // until then, a reader may keep back what it has
        _hasReplied = true;
        return _spdy.WriteControlAsync(SpdyFrameType.SynReply, reply.ToArray(), cancellationToken);
    }

    private static int StreamOf(byte[] payload) => payload.Length < sizeof(int) ? 0 : BinaryPrimitives.ReadInt32BigEndian(payload) & int.MaxValue;
}
