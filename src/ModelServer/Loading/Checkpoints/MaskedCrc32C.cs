using System.Buffers.Binary;
using System.Numerics;

namespace ModelServing.ModelServer.Loading.Checkpoints;

/// <summary>CRC-32C as tables and checkpoints store it: rotated and offset.</summary>
internal static class MaskedCrc32C
{
    private const uint MaskDelta = 0xa282ead8;

    public static uint Compute(ReadOnlySpan<byte> bytes) => Mask(Unmasked(bytes));

    public static uint Mask(uint crc) => BitOperations.RotateRight(crc, 15) + MaskDelta;

    public static uint Unmasked(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        while (bytes.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (var value in bytes)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return ~crc;
    }
}
