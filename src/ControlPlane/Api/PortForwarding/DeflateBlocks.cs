using System.Buffers.Binary;

namespace ModelServing.ControlPlane.Api.PortForwarding;

/// <summary>Blocks of a deflate stream that are stored as they are.</summary>
internal static class DeflateBlocks
{
    /// <summary>A block with some bytes, after which more blocks come.</summary>
    /// <param name="bytes">At most 65,535.</param>
    public static byte[] Stored(ReadOnlySpan<byte> bytes)
    {
        var block = new byte[5 + bytes.Length];
        BinaryPrimitives.WriteUInt16LittleEndian(block.AsSpan(1), (ushort)bytes.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(block.AsSpan(3), (ushort)~bytes.Length);
        bytes.CopyTo(block.AsSpan(5));
        return block;
    }
}
