namespace ModelServing.ModelServer.Batching;

/// <summary>Copies a block into a larger one of the same rank.</summary>
internal static class BlockPadding
{
    /// <summary>Fills what the smaller block leaves free with its first element; an element is <paramref name="unit"/> values long.</summary>
    public static void Copy<T>(ReadOnlySpan<T> source, ReadOnlySpan<long> from, Span<T> target, ReadOnlySpan<long> to, int unit)
    {
        if (source.IsEmpty)
        {
            target.Clear();
            return;
        }

        for (var at = 0; at < target.Length; at += unit)
        {
            source[..unit].CopyTo(target[at..]);
        }

        CopyBlock(source, from, target, to);
    }

    private static void CopyBlock<T>(ReadOnlySpan<T> source, ReadOnlySpan<long> from, Span<T> target, ReadOnlySpan<long> to)
    {
        if (from[1..].SequenceEqual(to[1..]))
        {
            source.CopyTo(target);
            return;
        }

        var (read, write) = ((int)(source.Length / from[0]), (int)(target.Length / to[0]));
        for (var i = 0; i < from[0]; i++)
        {
            CopyBlock(source.Slice(i * read, read), from[1..], target.Slice(i * write, write), to[1..]);
        }
    }
}
