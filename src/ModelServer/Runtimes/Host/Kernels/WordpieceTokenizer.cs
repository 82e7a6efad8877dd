using System.Text;
using ModelServing.ModelServer.Loading.Graphs;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Takes the longest piece that the vocabulary has, again and again; pieces within a word are looked up behind a mark.</summary>
internal sealed class WordpieceTokenizer(GraphNode node)
{
    private readonly byte[] _mark = Encoding.UTF8.GetBytes(node.Text("suffix_indicator", string.Empty));
    private readonly byte[] _unknown = Encoding.UTF8.GetBytes(node.Text("unknown_token", string.Empty));
    private readonly long _maxBytes = node.Int("max_bytes_per_word", 0);
    private readonly long _maxCharacters = node.Int("max_chars_per_token", 0);
    private readonly bool _namesUnknown = node.Bool("use_unknown_token");
    private readonly bool _splitsUnknown = node.Bool("split_unknown_characters");

    public IEnumerable<Wordpiece> Split(ReadOnlyMemory<byte> word, LookupTable vocabulary)
    {
        if (word.Length > _maxBytes)
        {
            return [_namesUnknown ? new Wordpiece(_unknown, 0, _unknown.Length) : new Wordpiece(word, 0, word.Length)]; // so far from its own bytes is where TensorFlow Text says it ends
        }

        List<Wordpiece> pieces = [];
        for (var start = 0; start < word.Length;)
        {
            if (!TryFind(word, start, vocabulary, out var piece))
            {
                return [new Wordpiece(_namesUnknown ? _unknown : word, 0, word.Length)];
            }

            pieces.Add(piece);
            start = (int)piece.End;
        }

        return pieces;
    }

    private bool TryFind(ReadOnlyMemory<byte> word, int start, LookupTable vocabulary, out Wordpiece piece)
    {
        var ends = Ends(word.Span, start);
        for (var i = ends.Count - 1; i >= 0; i--)
        {
            piece = new Wordpiece(Marked(word[start..ends[i]], start), start, ends[i]);
            if (vocabulary.Knows(piece.Text))
            {
                return true;
            }
        }

        piece = new Wordpiece(Marked(_namesUnknown ? _unknown : word[start..ends[0]], start), start, ends[0]);
        return _splitsUnknown;
    }

    private ReadOnlyMemory<byte> Marked(ReadOnlyMemory<byte> text, int start) => start == 0 ? text : (byte[])[.. _mark, .. text.Span];

    /// <summary>Lists where the characters from a place on end, as many as a piece may have.</summary>
    private List<int> Ends(ReadOnlySpan<byte> word, int start)
    {
        List<int> ends = [];
        for (var at = start; at < word.Length && (_maxCharacters <= 0 || ends.Count < _maxCharacters);)
        {
            Rune.DecodeFromUtf8(word[at..], out _, out var length);
            ends.Add(at += length);
        }

        return ends;
    }
}
