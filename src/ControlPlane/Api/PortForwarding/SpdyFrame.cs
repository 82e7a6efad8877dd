namespace ModelServing.ControlPlane.Api.PortForwarding;

/// <summary>A frame of SPDY/3.1: data of a stream, or control of a stream or of the connection.</summary>
/// <param name="Type">What it is.</param>
/// <param name="Stream">The stream of a data frame; a control frame has its own in the payload.</param>
/// <param name="Flags">Of its type.</param>
/// <param name="Payload">All after the eight bytes of its head.</param>
internal readonly record struct SpdyFrame(SpdyFrameType Type, int Stream, byte Flags, byte[] Payload)
{
    /// <summary>The flag of the last frame that one side sends on a stream.</summary>
    public const byte Final = 1;

    public bool IsFinal => (Flags & Final) != 0;
}
