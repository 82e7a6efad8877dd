using System.Text;

namespace ModelServing.ModelServer.Tests.Loading.Host;

/// <summary>Writes the FlatBuffer of a fast wordpiece tokenizer: the trie, and what is set beside it. The links that spare stepping back are left out.</summary>
internal sealed class FastWordpieceModels
{
    private const int Block = 256;
    private const string Mark = "##";

    private readonly List<uint> _units = [];

    /// <summary>Makes a model.</summary>
    public static byte[] Write(string[] vocabulary, int maxBytes = 100, bool cutsTexts = false, bool keepsPieces = true, string[]? ofMark = null, string unknown = "[UNK]")
    {
        var trie = new FastWordpieceModels();
        var words = vocabulary.Select((piece, id) => (Bytes: Encoding.UTF8.GetBytes(piece), Value: Value(piece, id))).Where(word => !word.Bytes.AsSpan().SequenceEqual("##"u8)).ToList();
        trie.Reserve();
        trie.Add(0, words, 0);
        var suffixRoot = trie.Find(Encoding.UTF8.GetBytes(Mark));
        var writer = new FlatTableWriter(14);
        writer.Ints(0, [.. trie._units.Select(unit => (int)unit)]);
        writer.Int(3, (int)suffixRoot);
        writer.Int(4, maxBytes);
        writer.Text(5, Mark);
        writer.Text(6, unknown);
        writer.Int(7, Array.IndexOf(vocabulary, unknown));
        writer.Ints(8, Array.ConvertAll(ofMark ?? [unknown], piece => Value(piece, Array.IndexOf(vocabulary, piece))));
        writer.Bool(10, cutsTexts);
        writer.Bool(11, keepsPieces);
        if (keepsPieces)
        {
            writer.Texts(12, Array.ConvertAll(vocabulary, piece => IsSuffix(piece) ? piece[Mark.Length..] : piece));
            writer.Bools(13, Array.ConvertAll(vocabulary, IsSuffix));
        }

        return writer.ToArray();
    }

    private static bool IsSuffix(string piece) => piece.Length > Mark.Length && piece.StartsWith(Mark, StringComparison.Ordinal);

    private static int Value(string piece, int id)
    {
        var isSuffix = IsSuffix(piece);
        var length = Encoding.UTF8.GetByteCount(piece) - (isSuffix ? Mark.Length : 0);
        return ((isSuffix ? 1 : 0) << 30) | (id << 8) | (length - 1);
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

    private uint Find(byte[] bytes)
    {
        var node = 0u;
        foreach (var label in bytes)
        {
            var unit = _units[(int)node];
            node ^= ((unit >> 10) << (int)((unit & 0x200) >> 6)) ^ label;
        }

        return node;
    }

    /// <summary>Large offsets leave out their lowest eight bits, which must be none.</summary>
    private static uint Offset(uint offset) => offset < 1u << 21 ? offset << 10 : (offset << 2) | 0x200;
}
