namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>
/// A trie over bytes in the layout of darts-clone: a node is a place, and its children are where its offset and their labels, by exclusive or, lead from there.
/// Places beyond the end are nobody's.
/// </summary>
internal sealed class DoubleArrayTrie(int[] units)
{
    private const uint Leaf = 1u << 31;
    private const uint HasLeaf = 1u << 8;

    public int Size => units.Length;

    /// <summary>Goes from a node, at first 0, to its child.</summary>
    public bool TryStep(byte label, ref uint node)
    {
        var next = node ^ Offset(node) ^ label;
        if ((Unit(next) & (Leaf | byte.MaxValue)) != label)
        {
            return false;
        }

        node = next;
        return true;
    }

    /// <summary>Gets the value of the text that led to a node, if it has one.</summary>
    public bool TryGetValue(uint node, out int value)
    {
        value = (int)(Unit(node ^ Offset(node)) & ~Leaf);
        return (Unit(node) & HasLeaf) != 0;
    }

    /// <summary>Goes from a node as far as a text leads, and gets the length of the longest beginning that has a value; 0 if none has.</summary>
    public int Longest(ReadOnlySpan<byte> text, uint node, out int value)
    {
        var longest = 0;
        value = 0;
        for (var length = 1; length <= text.Length && TryStep(text[length - 1], ref node); length++)
        {
            if (TryGetValue(node, out var found))
            {
                (longest, value) = (length, found);
            }
        }

        return longest;
    }

    private uint Offset(uint node)
    {
        var unit = Unit(node);
        return (unit >> 10) << (int)((unit & 0x200) >> 6);
    }

    private uint Unit(uint node) => node < units.Length ? (uint)units[node] : Leaf;
}
