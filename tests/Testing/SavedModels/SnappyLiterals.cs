namespace ModelServing.Testing.SavedModels;

/// <summary>Snappy's format without its compression: the length, then all bytes as literals of at most 60.</summary>
internal static class SnappyLiterals
{
    private const int Longest = 60;

    public static byte[] Compress(byte[] bytes)
    {
        List<byte> result = [];
        Varint.Write(result, (ulong)bytes.Length);
        foreach (var literal in bytes.Chunk(Longest))
        {
            result.Add((byte)((literal.Length - 1) << 2));
            result.AddRange(literal);
        }

        return [.. result];
    }
}
