using ModelServing.Inference.Errors;
using ModelServing.ModelServer.Loading;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>The vocabulary of TensorFlow Text's fast wordpiece tokenizer: a FlatBuffer with a double-array trie of its pieces.</summary>
internal sealed class FastWordpieceModel
{
    private const string Refusal = "FastWordpieceTokenizerConfig or its trie_array is null.";

    private readonly DoubleArrayTrie _trie;
    private readonly bool _keepsPieces;
    private readonly ReadOnlyMemory<byte>[] _pieces;
    private readonly ReadOnlyMemory<byte> _areSuffixes;

    private FastWordpieceModel(FlatTable table)
    {
        _trie = new DoubleArrayTrie(table.Ints(0));
        SuffixRoot = (uint)table.Int(3);
        MaxBytes = table.Int(4);
        Mark = table.Bytes(5);
        Unknown = table.Bytes(6);
        UnknownId = table.Int(7);
        OfMark = Array.ConvertAll(table.Ints(8), value => (PieceId(value), PieceLength(value)));
        CutsTexts = table.Bool(10);
        _keepsPieces = table.Bool(11);
        _pieces = table.Texts(12);
        _areSuffixes = table.Bytes(13);
    }

    /// <summary>Gets the trie's node from which pieces within a word are looked up.</summary>
    public uint SuffixRoot { get; }

    /// <summary>Gets the most bytes of a word that is cut at all.</summary>
    public int MaxBytes { get; }

    /// <summary>Gets what stands before pieces within a word.</summary>
    public ReadOnlyMemory<byte> Mark { get; }

    public ReadOnlyMemory<byte> Unknown { get; }

    public long UnknownId { get; }

    /// <summary>Gets the pieces of a word that is the mark itself, and their bytes.</summary>
    public IReadOnlyList<(long Id, int Length)> OfMark { get; }

    /// <summary>Gets a value indicating whether texts are given, which are cut into words first.</summary>
    public bool CutsTexts { get; }

    /// <exception cref="ModelRunException">The buffer holds no such model.</exception>
    public static FastWordpieceModel Read(ReadOnlyMemory<byte> buffer)
    {
        var model = FlatTable.Read(buffer, static table => new FastWordpieceModel(table), Refusal);
        return model._trie.Size > 0 ? model : throw new ModelRunException(ErrorCode.InvalidArgument, Refusal);
    }

    /// <summary>Finds the longest piece that a text begins with.</summary>
    /// <param name="text">What follows in the word, in UTF-8.</param>
    /// <param name="node">0 at the start of a word, <see cref="SuffixRoot"/> within it.</param>
    /// <returns>The piece's bytes in the text; 0 if there is none.</returns>
    public int Longest(ReadOnlySpan<byte> text, uint node, out long id)
    {
        var longest = _trie.Longest(text, node, out var value);
        id = longest > 0 ? PieceId(value) : UnknownId;
        return longest;
    }

    /// <summary>Puts pieces together to a text, words apart by spaces. One that begins within a word shows it by the mark.</summary>
    /// <exception cref="ModelRunException">The model does not keep its pieces, or has none of this number.</exception>
    public byte[] Join(ReadOnlySpan<long> ids)
    {
        if (!_keepsPieces)
        {
            throw new ModelRunException(
                ErrorCode.FailedPrecondition,
                "Detokenize function is only enabled when support_detokenization is true in the config flatbuffer. Please rebuild the model flatbuffer by setting support_detokenization=true.");
        }

        List<byte> text = [];
        foreach (var id in ids)
        {
            if (id < 0 || id >= Math.Min(_pieces.Length, _areSuffixes.Length))
            {
                throw new ModelRunException(ErrorCode.OutOfRange, $"Token ID out of bounds: {id}");
            }

            var isSuffix = _areSuffixes.Span[(int)id] != 0;
            if (isSuffix && text.Count == 0)
            {
                text.AddRange(Mark.Span);
            }
            else if (!isSuffix && text.Count > 0)
            {
                text.Add((byte)' ');
            }

            text.AddRange(_pieces[id].Span);
        }

        return [.. text];
    }

    /// <summary>A value is a piece's number above eight bits for its length, and below one for whether it is a suffix.</summary>
    private static long PieceId(int value) => (value & ((1 << 30) - 1)) >> 8;

    private static int PieceLength(int value) => (value & 0xff) + 1;
}
