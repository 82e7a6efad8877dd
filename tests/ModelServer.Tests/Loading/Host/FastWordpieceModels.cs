using System.Text;

namespace ModelServing.ModelServer.Tests.Loading.Host;

/// <summary>Writes the FlatBuffer of a fast wordpiece tokenizer: the trie, and what is set beside it. The links that spare stepping back are left out.</summary>
internal static class FastWordpieceModels
{
    private const string Mark = "##";

    /// <summary>Makes a model.</summary>
    public static byte[] Write(string[] vocabulary, int maxBytes = 100, bool cutsTexts = false, bool keepsPieces = true, string[]? ofMark = null, string unknown = "[UNK]")
    {
        var words = vocabulary.Select((piece, id) => (Bytes: Encoding.UTF8.GetBytes(piece), Value: Value(piece, id))).Where(word => !word.Bytes.AsSpan().SequenceEqual("##"u8));
        var trie = new TrieWriter(words);
        var writer = new FlatTableWriter(14);
        writer.Ints(0, trie.Units);
        writer.Int(3, (int)trie.Find("##"u8.ToArray()));
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
}
