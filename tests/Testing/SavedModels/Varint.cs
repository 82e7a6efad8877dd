namespace ModelServing.Testing.SavedModels;

/// <summary>Base-128 integers, least significant group first.</summary>
internal static class Varint
{
    public static void Write(List<byte> bytes, ulong value)
    {
        while (value >= 0x80)
        {
            bytes.Add((byte)(value | 0x80));
            value >>= 7;
        }

        bytes.Add((byte)value);
    }
}
