using PieceType = ModelServing.ModelServer.Runtimes.Host.Sentencepiece.ModelProto.Types.SentencePiece.Types.Type;

namespace ModelServing.ModelServer.Runtimes.Host.Sentencepiece;

/// <summary>Cuts texts so that the scores of the pieces add up to the most.</summary>
internal sealed class UnigramSegmenter(PieceTable pieces) : ISegmenter
{
    private const int MostWays = 1024;

    private readonly UnigramScores _scores = new(pieces);

    public IReadOnlyList<Segment> Split(ReadOnlyMemory<byte> text)
    {
        var bytes = text.Span;
        var ends = new PathEnd[bytes.Length + 1];
        Array.Fill(ends, new PathEnd(pieces.Unknown, 0, -1));
        for (var start = 0; start < bytes.Length;)
        {
            var character = Characters.Length(bytes[start..]);
            if (!TryPieces(bytes, start, character, ends))
            {
                Offer(ref ends[start + character], new PathEnd(pieces.Unknown, ends[start].Score + _scores.OfUnknown, start), ends[start].Score + _scores.OfUnknown);
            }

            start += character;
        }

        List<Segment> segments = [];
        for (var end = bytes.Length; end > 0; end = ends[end].Start)
        {
            segments.Add(new Segment(ends[end].Start, end - ends[end].Start, ends[end].Id));
        }

        segments.Reverse();
        return segments;
    }

    public IReadOnlyList<Segment> Sample(ReadOnlyMemory<byte> text, float alpha) => text.IsEmpty ? [] : new UnigramLattice(pieces, _scores, text.Span).Sample(alpha);

    public IReadOnlyList<(IReadOnlyList<Segment> Segments, float Score)> Best(ReadOnlyMemory<byte> text, int count) =>
        text.IsEmpty ? [([], 0)] : new UnigramLattice(pieces, _scores, text.Span).Best(Math.Clamp(count, 1, MostWays));

    private static void Offer(ref PathEnd end, PathEnd other, double score)
    {
        // Scores are compared before they are rounded, as SentencePiece does it.
        if (end.Start < 0 || score > end.Score)
        {
            end = other;
        }
    }

    /// <summary>Offers every piece that begins at a place, and tells whether one of them is the character there.</summary>
    private bool TryPieces(ReadOnlySpan<byte> text, int start, int character, PathEnd[] ends)
    {
        var (node, hasCharacter) = (0, false);
        for (var end = start + 1; end <= text.Length && pieces.Normal.TryStep(text[end - 1], ref node); end++)
        {
            var id = pieces.Normal.Value(node);
            if (id < 0 || pieces.Type(id) == PieceType.Unused)
            {
                continue;
            }

            var score = _scores.Of(id, end - start) + ends[start].Score;
            Offer(ref ends[end], new PathEnd(id, (float)score, start), score);
            hasCharacter |= end - start == character;
        }

        return hasCharacter;
    }

    /// <summary>The best path to a place: its last piece and where that begins, or -1 if there is none yet.</summary>
    private readonly record struct PathEnd(int Id, float Score, int Start);
}
