using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;

namespace ModelServing.ControlPlane.Api.PortForwarding;

/// <summary>
/// What a client and some ports of a pod say to each other in the channels of a websocket: each port has two, the first for its bytes, the
/// second for what goes wrong; each of them begins with the port.
/// </summary>
/// <remarks>
/// <c>frame = channel { byte }</c>; in text, the channel is a digit and the bytes are in base64. A channel cannot be closed: the websocket
/// is when all ports have said all.
/// </remarks>
internal sealed class ChannelSession(Stream transport, bool isText, IReadOnlyList<ushort> ports, ForwardTarget target) : IDisposable
{
    private static readonly byte[] NormalClosure = [0x03, 0xE8]; // 1000

    private readonly WebSocketFrames _frames = new(transport);
    private (ForwardedConnection? Pod, string? Problem)[] _connections = [];

    /// <exception cref="InvalidDataException">The client does not keep to the protocol.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _connections = await Task.WhenAll(ports.Select(port => target.ConnectAsync($"{port}", ending.Token)));
        var (reading, forwarding) = (ReadAsync(ending.Token), Task.WhenAll(ports.Select((_, index) => ForwardAsync(index, ending.Token))));
        try
        {
            await await Task.WhenAny(reading, forwarding);
            await _frames.WriteAsync(WebSocketOpcode.Close, NormalClosure, ending.Token);
        }
        catch (IOException)
        {
            // The client has gone without a word.
        }
        finally
        {
            await ending.CancelAsync();
            await Task.WhenAll(reading, forwarding).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public void Dispose()
    {
        foreach (var (pod, _) in _connections)
        {
            pod?.Dispose();
        }

        _frames.Dispose();
    }

    private async Task ForwardAsync(int index, CancellationToken cancellationToken)
    {
        var (data, errors) = (2 * index, (2 * index) + 1);
        var port = new byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16LittleEndian(port, ports[index]);
        await WriteAsync(data, port, cancellationToken);
        await WriteAsync(errors, port, cancellationToken);
        var (pod, problem) = _connections[index];
        await (pod is not null
            ? pod.CopyToAsync((bytes, cancellation) => WriteAsync(data, bytes, cancellation), cancellationToken)
            : WriteAsync(errors, Encoding.UTF8.GetBytes(problem ?? ""), cancellationToken));
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        while (await _frames.ReadAsync(cancellationToken) is { Opcode: not WebSocketOpcode.Close } frame)
        {
            switch (frame.Opcode)
            {
                case WebSocketOpcode.Ping:
                    await _frames.WriteAsync(WebSocketOpcode.Pong, frame.Payload, cancellationToken);
                    break;
                case WebSocketOpcode.Continuation or WebSocketOpcode.Text or WebSocketOpcode.Binary when frame.Payload.Length > 1:
                    await SendAsync(frame.Payload, cancellationToken);
                    break;
                default:
                    break; // nothing is said in it
            }
        }
    }

    private Task SendAsync(byte[] payload, CancellationToken cancellationToken)
    {
        var channel = isText ? payload[0] - '0' : payload[0];
        ReadOnlyMemory<byte> data = payload.AsMemory(1);
        if (isText)
        {
            var decoded = new byte[Base64.GetMaxDecodedFromUtf8Length(data.Length)];
            data = Base64.DecodeFromUtf8(data.Span, decoded, out _, out var written) == System.Buffers.OperationStatus.Done
                ? decoded.AsMemory(0, written)
                : throw new InvalidDataException("what the client sends is no base64");
        }

        // What comes in other channels has nowhere to go.
        return channel >= 0 && channel % 2 == 0 && channel / 2 < _connections.Length && _connections[channel / 2].Pod is { } pod
            ? pod.SendAsync(data, isFinal: false, cancellationToken)
            : Task.CompletedTask;
    }

    private Task WriteAsync(int channel, ReadOnlyMemory<byte> data, CancellationToken cancellationToken) => isText
        ? _frames.WriteAsync(WebSocketOpcode.Text, Encoding.ASCII.GetBytes($"{(char)('0' + channel)}{Convert.ToBase64String(data.Span)}"), cancellationToken)
        : _frames.WriteAsync(WebSocketOpcode.Binary, (byte[])[(byte)channel, .. data.Span], cancellationToken);
}
