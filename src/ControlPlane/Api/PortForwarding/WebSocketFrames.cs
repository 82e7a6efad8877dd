using System.Buffers.Binary;

namespace ModelServing.ControlPlane.Api.PortForwarding;

/// <summary>Reads and writes the frames of a server's websocket. One reads at a time; any number may write.</summary>
/// <remarks>
/// Channels are told apart by the first byte of each frame, not of each message: .NET's client writes all it ever sends as frames of one
/// message, and Go's server, for which that is written, does not put messages together. The framework's websocket shows no frames.
/// </remarks>
internal sealed class WebSocketFrames(Stream transport) : IDisposable
{
    /// <summary>As much as Go's server takes.</summary>
    private const int LongestPayload = 32 << 20;

    private const int LongestControl = 125;
    private const byte Final = 0x80;
    private const byte Masked = 0x80;

    private readonly FrameWriter _writer = new(transport);

    /// <summary>Reads the next frame; nothing at the end of the connection.</summary>
    /// <exception cref="InvalidDataException">What comes is no frame of a client's.</exception>
    public async Task<WebSocketFrame?> ReadAsync(CancellationToken cancellationToken)
    {
        var head = new byte[8];
        if (await transport.ReadAtLeastAsync(head.AsMemory(0, 2), 2, throwOnEndOfStream: false, cancellationToken) < 2)
        {
            return null;
        }

        var (opcode, isPlain, isMasked, length) = ((WebSocketOpcode)(head[0] & 0xF), (head[0] & 0x70) == 0, (head[1] & Masked) != 0, (ulong)head[1] & 0x7F);
        if (length > LongestControl)
        {
            var size = length == 126 ? sizeof(ushort) : sizeof(ulong);
            await transport.ReadExactlyAsync(head.AsMemory(0, size), cancellationToken);
            length = size == sizeof(ushort) ? BinaryPrimitives.ReadUInt16BigEndian(head) : BinaryPrimitives.ReadUInt64BigEndian(head);
        }

        if (!isPlain || !isMasked || length > (opcode >= WebSocketOpcode.Close ? LongestControl : (ulong)LongestPayload))
        {
            throw new InvalidDataException($"a frame of {length} bytes, {(isMasked ? "" : "not ")}masked, is not taken");
        }

        await transport.ReadExactlyAsync(head.AsMemory(0, 4), cancellationToken);
        var payload = new byte[length];
        await transport.ReadExactlyAsync(payload, cancellationToken);
        for (var i = 0; i < payload.Length; i++)
        {
            payload[i] ^= head[i % 4];
        }

        return new WebSocketFrame(opcode, payload);
    }

    /// <summary>Writes a message of one frame.</summary>
    public Task WriteAsync(WebSocketOpcode opcode, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        var size = payload.Length switch { <= LongestControl => 0, <= ushort.MaxValue => sizeof(ushort), _ => sizeof(ulong) };
        var frame = new byte[2 + size + payload.Length];
        (frame[0], frame[1]) = ((byte)(Final | (int)opcode), size switch { 0 => (byte)payload.Length, sizeof(ushort) => 126, _ => 127 });
        if (size == sizeof(ushort))
        {
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), (ushort)payload.Length);
        }
        else if (size == sizeof(ulong))
        {
            BinaryPrimitives.WriteUInt64BigEndian(frame.AsSpan(2), (ulong)payload.Length);
        }

        payload.CopyTo(frame.AsMemory(2 + size));
        return _writer.WriteAsync(frame, cancellationToken);
    }

    public void Dispose() => _writer.Dispose();
}
