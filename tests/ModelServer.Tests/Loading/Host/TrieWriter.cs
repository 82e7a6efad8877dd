namespace ModelServing.ModelServer.Tests.Loading.Host;

/// <summary>Writes a trie over bytes in the layout of darts-clone.</summary>
internal sealed class TrieWriter
{
    private const int Block = 256;

    private readonly List<uint> _units = [];

    public TrieWriter(IEnumerable<(byte[] Bytes, int Value)> words)
    {
        Reserve();
        Add(0, [.. words], 0);
    }

    public int[] Units => [.. _units.Select(unit => (int)unit)];

    public uint Find(byte[] bytes)
    {
        var node = 0u;
        foreach (var label in bytes)
        {
            var unit = _units[(int)node];
            node ^= ((unit >> 10) << (int)((unit & 0x200) >> 6)) ^ label;
        }

        return node;
    }

    /// <summary>Gives the node a block of its own for its children, whose places are their labels; label 0 is the value.</summary>
    private void Add(uint node, List<(byte[] Bytes, int Value)> words, int depth)
    {
        var block = Reserve();
        _units[(int)node] |= Offset(node ^ block);
        foreach (var children in words.Where(word => word.Bytes.Length > depth).GroupBy(word => word.Bytes[depth]))
        {
            _units[(int)(block + children.Key)] = children.Key;
            Add(block + children.Key, [.. children], depth + 1);
        }

        if (words.FirstOrDefault(word => word.Bytes.Length == depth) is { Bytes: not null } here)
        {
            _units[(int)node] |= 0x100;
            _units[(int)block] = (1u << 31) | (uint)here.Value;
        }
    }

    private uint Reserve()
    {
        var block = _units.Count;
        _units.AddRange(new uint[Block]);
        return (uint)block;
    }

    /// <summary>Large offsets leave out their lowest eight bits, which must be none.</summary>
    private static uint Offset(uint offset) => offset < 1u << 21 ? offset << 10 : (offset << 2) | 0x200;
}
