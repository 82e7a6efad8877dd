using System.Numerics;

namespace ModelServing.Testing.SavedModels;

/// <summary>The checksum of TensorFlow's tables and checkpoints: CRC-32C, rotated and offset so that a checksum of checksums stays sound.</summary>
public static class MaskedCrc32C
{
    private const uint MaskDelta = 0xa282ead8;

    public static uint Compute(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return Mask(~crc);
    }

    public static uint Mask(uint crc) => BitOperations.RotateRight(crc, 15) + MaskDelta;
}
