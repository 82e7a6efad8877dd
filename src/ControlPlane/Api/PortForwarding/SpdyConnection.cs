using System.Buffers.Binary;

namespace ModelServing.ControlPlane.Api.PortForwarding;

/// <summary>Reads and writes the frames of SPDY/3.1. One reads at a time; any number may write.</summary>
internal sealed class SpdyConnection(Stream transport) : IDisposable
{
    private const int HeadLength = 8;
    private const int Version = 3;

    /// <summary>Far more than clients send in a frame.</summary>
    private const int LongestPayload = 1 << 20;

    private readonly FrameWriter _writer = new(transport);

    /// <summary>Reads the next frame; nothing at the end of the connection.</summary>
    /// <exception cref="InvalidDataException">What comes is no SPDY/3, or more than a frame may hold.</exception>
    public async Task<SpdyFrame?> ReadAsync(CancellationToken cancellationToken)
    {
        var head = new byte[HeadLength];
        if (await transport.ReadAtLeastAsync(head, HeadLength, throwOnEndOfStream: false, cancellationToken) < HeadLength)
        {
            return null;
        }

        var first = BinaryPrimitives.ReadUInt32BigEndian(head);
        var length = (int)(BinaryPrimitives.ReadUInt32BigEndian(head.AsSpan(4)) & 0xFFFFFF);
        var isControl = first >> 31 == 1;
        if (length > LongestPayload || (isControl && ((first >> 16) & 0x7FFF) != Version))
        {
            throw new InvalidDataException($"a frame of {length} bytes, version {(first >> 16) & 0x7FFF}, is not taken");
        }

        var payload = new byte[length];
        await transport.ReadExactlyAsync(payload, cancellationToken);
        return isControl ? new((SpdyFrameType)(first & 0xFFFF), 0, head[4], payload) : new(SpdyFrameType.Data, (int)first, head[4], payload);
    }

    public Task WriteDataAsync(int stream, ReadOnlyMemory<byte> data, bool isFinal, CancellationToken cancellationToken) =>
        WriteAsync((uint)stream, isFinal ? SpdyFrame.Final : (byte)0, data, cancellationToken);

    public Task WriteControlAsync(SpdyFrameType type, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken) =>
        WriteAsync((1u << 31) | (Version << 16) | (uint)type, 0, payload, cancellationToken);

    public void Dispose() => _writer.Dispose();

    private Task WriteAsync(uint first, byte flags, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        var frame = new byte[HeadLength + payload.Length];
        BinaryPrimitives.WriteUInt32BigEndian(frame, first);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(4), ((uint)flags << 24) | (uint)payload.Length);
        payload.CopyTo(frame.AsMemory(HeadLength));
        return _writer.WriteAsync(frame, cancellationToken);
    }
}
