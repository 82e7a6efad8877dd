using System.Buffers.Binary;
using System.Numerics;

namespace ModelServing.Inference.Records;

/// <summary>CRC-32C as records, tables and checkpoints store it: rotated and offset.</summary>
public static class MaskedCrc32C
{
    private const uint MaskDelta = 0xa282ead8;

    /// <summary>Computes the checksum as it is stored.</summary>
    public static uint Compute(ReadOnlySpan<byte> bytes) => Mask(Unmasked(bytes));

    /// <summary>Gives a plain checksum the form it is stored in.</summary>
    public static uint Mask(uint crc) => BitOperations.RotateRight(crc, 15) + MaskDelta;

    /// <summary>Computes the plain checksum.</summary>
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
