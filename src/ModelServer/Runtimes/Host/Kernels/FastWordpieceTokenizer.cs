using System.Globalization;
using System.Text;

namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>Cuts words, or texts, into the longest pieces that a model has. A word with a part that is none becomes unknown as a whole.</summary>
internal sealed class FastWordpieceTokenizer(FastWordpieceModel model)
{
    /// <summary>Characters that BERT takes for words of their own, though they are letters: from, to.</summary>
    private static readonly (int First, int Last)[] Ideographs =
    [
        (0x3400, 0x4dbf), (0x4e00, 0x9fff), (0xf900, 0xfaff), (0x20000, 0x2a6df), (0x2a700, 0x2b73f), (0x2b740, 0x2b81f), (0x2b820, 0x2ceaf), (0x2f800, 0x2fa1f),
    ];

    public List<NumberedPiece> Split(ReadOnlyMemory<byte> text)
    {
        List<NumberedPiece> pieces = [];
        if (!model.CutsTexts)
        {
            AddWord(text, 0, pieces);
            return pieces;
        }

        var start = 0;
        for (var at = 0; at < text.Length;)
        {
            Rune.DecodeFromUtf8(text.Span[at..], out var rune, out var length);
            var isWord = StandsAlone(rune);
            if (isWord || Rune.IsWhiteSpace(rune))
            {
                AddWord(text[start..at], start, pieces);
                AddWord(text.Slice(at, isWord ? length : 0), at, pieces);
                start = at + length;
            }

            at += length;
        }

        AddWord(text[start..], start, pieces);
        return pieces;
    }

    private static bool StandsAlone(Rune rune) => rune.IsAscii
        ? rune.Value is > ' ' and < 0x7f && !Rune.IsLetterOrDigit(rune)
        : IsPunctuation(Rune.GetUnicodeCategory(rune)) || Ideographs.Has(rune);

    private static bool IsPunctuation(UnicodeCategory category) =>
        category is >= UnicodeCategory.ConnectorPunctuation and <= UnicodeCategory.OtherPunctuation;

    private void AddWord(ReadOnlyMemory<byte> word, int offset, List<NumberedPiece> pieces)
    {
        var before = pieces.Count;
        if (word.Length > 0 && !TryCut(word, offset, pieces))
        {
            pieces.RemoveRange(before, pieces.Count - before);
            pieces.Add(new NumberedPiece(new Wordpiece(model.Unknown, offset, offset + word.Length), model.UnknownId));
        }
    }

    private bool TryCut(ReadOnlyMemory<byte> word, int offset, List<NumberedPiece> pieces)
    {
        if (word.Length > model.MaxBytes)
        {
            return false;
        }

        // What looks like a piece within a word is only that, even where the mark's own characters are pieces.
        var least = 1;
        if (!model.CutsTexts && model.Mark.Length > 0 && word.Span.StartsWith(model.Mark.Span))
        {
            if (word.Length == model.Mark.Length)
            {
                return TryCutMark(word, offset, pieces);
            }

            least = model.Mark.Length + 1;
        }

        for (var start = 0; start < word.Length; least = 1)
        {
            var length = model.Longest(word.Span[start..], start == 0 ? 0 : model.SuffixRoot, out var id);
            if (length < least)
            {
                return false;
            }

            Add(word.Slice(start, length), offset + start, start > 0, id, pieces);
            start += length;
        }

        return true;
    }

    /// <summary>The model says what becomes of the mark.</summary>
    private bool TryCutMark(ReadOnlyMemory<byte> mark, int offset, List<NumberedPiece> pieces)
    {
        if (model.OfMark is [var only] && only.Id == model.UnknownId)
        {
            return false;
        }

        var start = 0;
        foreach (var (id, length) in model.OfMark)
        {
            var end = Math.Min(mark.Length, start + length);
            Add(mark[start..end], offset + start, start > 0, id, pieces);
            start = end;
        }

        return start > 0;
    }

    private void Add(ReadOnlyMemory<byte> text, int start, bool isSuffix, long id, List<NumberedPiece> pieces)
    {
        var named = id == model.UnknownId ? model.Unknown : text;
        pieces.Add(new NumberedPiece(new Wordpiece(isSuffix ? (byte[])[.. model.Mark.Span, .. named.Span] : named, start, start + text.Length), id));
    }
}
