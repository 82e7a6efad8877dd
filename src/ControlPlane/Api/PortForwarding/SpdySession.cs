using System.Buffers.Binary;
using System.Net.WebSockets;
using System.Text;

namespace ModelServing.ControlPlane.Api.PortForwarding;

/// <summary>What a client and a pod say to each other in SPDY's streams, for as long as the client keeps the connection: a stream with a port's bytes, and one for what goes wrong.</summary>
internal sealed class SpdySession(Stream transport, ForwardTarget target) : IDisposable
{
    /// <summary>A client that opens ever more connections is cut off.</summary>
    private const int MostConnections = 1000;

    private readonly SpdyConnection _spdy = new(transport);
    private readonly SpdyHeaderReader _headers = new();
    private readonly Dictionary<string, int> _errorStreams = [];
    private readonly Dictionary<int, (ForwardedConnection Pod, Task Copied)> _connections = [];
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
        catch (Exception e) when (e is IOException or WebSocketException)
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
        foreach (var (pod, _) in _connections.Values)
        {
            pod.Dispose();
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
                await connection.Pod.SendAsync(frame.Payload, frame.IsFinal, cancellationToken);
                break;
            case SpdyFrameType.RstStream when _connections.Remove(StreamOf(frame.Payload), out var reset):
                reset.Pod.Dispose();
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
        var (connection, problem) = await target.ConnectAsync(port, cancellationToken);
        if (connection is not null)
        {
            ForgetFinished();
            _connections[data] = (connection, CopyAsync(connection, data, errors, cancellationToken));
            return;
        }

        await _spdy.WriteDataAsync(errors, Encoding.UTF8.GetBytes(problem ?? ""), isFinal: true, cancellationToken);
        await _spdy.WriteDataAsync(data, default, isFinal: true, cancellationToken);
    }

    private async Task CopyAsync(ForwardedConnection connection, int data, int errors, CancellationToken cancellationToken)
    {
        await connection.CopyToAsync((bytes, cancellation) => _spdy.WriteDataAsync(data, bytes, isFinal: false, cancellation), cancellationToken);
        await _spdy.WriteDataAsync(data, default, isFinal: true, cancellationToken);
        await _spdy.WriteDataAsync(errors, default, isFinal: true, cancellationToken);
    }

    private void ForgetFinished()
    {
        foreach (var (stream, connection) in _connections.Where(entry => entry.Value.Copied.IsCompleted).ToList())
        {
            _connections.Remove(stream);
            connection.Pod.Dispose();
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
