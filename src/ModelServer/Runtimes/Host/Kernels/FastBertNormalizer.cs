using System.Text;
using ModelServing.ModelServer.Loading;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>TensorFlow Text's fast normalizer for BERT: a FlatBuffer says what becomes of each character.</summary>
internal sealed class FastBertNormalizer
{
    private const int Differs = 1 << 30;
    private const int LengthBits = 6;

    private readonly DoubleArrayTrie _trie;
    private readonly int _zero;
    private readonly ReadOnlyMemory<byte> _texts;

    private FastBertNormalizer(FlatTable table)
    {
        _trie = new DoubleArrayTrie(table.Ints(1));
        _zero = table.Int(2);
        _texts = table.Bytes(3);
    }

    /// <exception cref="ModelRunException">The buffer holds no such model.</exception>
    public static FastBertNormalizer Read(ReadOnlyMemory<byte> buffer) =>
        FlatTable.Read(buffer, static table => new FastBertNormalizer(table), "FastBertNormalizerModel or its required fields are null");

    /// <summary>Normalizes a text in UTF-8.</summary>
    /// <param name="offsets">Gets, for each byte of the result and for its end, where in the text it comes from; null if nobody asks.</param>
    public byte[] Normalize(ReadOnlySpan<byte> text, List<long>? offsets)
    {
        List<byte> normal = new(text.Length);
        for (var at = 0; at < text.Length;)
        {
            Rune.DecodeFromUtf8(text[at..], out _, out var length);
            var value = Find(text.Slice(at, length));
            if ((value & Differs) == 0)
            {
                offsets?.AddRange(Enumerable.Range(at, length).Select(place => (long)place));
                normal.AddRange(text.Slice(at, length));
            }
            else
            {
                var other = Text(value);
                offsets?.AddRange(Enumerable.Repeat((long)at, other.Length));
                normal.AddRange(other);
            }

            at += length;
        }

        offsets?.Add(text.Length);
        return [.. normal];
    }

    private int Find(ReadOnlySpan<byte> character)
    {
        if (character[0] == 0)
        {
            return _zero;
        }

        var node = 0u;
        foreach (var unit in character)
        {
            if (!_trie.TryStep(unit, ref node))
            {
                return 0;
            }
        }

        return _trie.TryGetValue(node, out var value) ? value : 0;
    }

    /// <summary>A value is where the text begins, above six bits for its length.</summary>
    private ReadOnlySpan<byte> Text(int value)
    {
        var length = value & ((1 << LengthBits) - 1);
        var start = (value & ~Differs) >> LengthBits;
        return start + length <= _texts.Length ? _texts.Span.Slice(start, length) : [];
    }
}
