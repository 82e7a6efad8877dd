namespace ModelServing.ModelServer.Runtimes.Host.Sentencepiece;

/// <summary>Cuts texts in one way only: into characters, or into words.</summary>
/// <param name="length">Gets the bytes of the first part of a text, which is not empty.</param>
internal sealed class PlainSegmenter(PieceTable pieces, Func<ReadOnlyMemory<byte>, int> length) : ISegmenter
{
    public static PlainSegmenter OfCharacters(PieceTable pieces) =>
        new(pieces, text => pieces.UserDefined.Longest(text.Span) is > 0 and var kept ? kept : Characters.Length(text.Span));

    /// <summary>A word begins with each space.</summary>
    public static PlainSegmenter OfWords(PieceTable pieces) => new(pieces, static text =>
    {
        var first = Characters.Length(text.Span);
        var next = text.Span[first..].IndexOf(Characters.Space);
        return next < 0 ? text.Length : first + next;
    });

    public IReadOnlyList<Segment> Split(ReadOnlyMemory<byte> text)
    {
        List<Segment> segments = [];
        for (var start = 0; start < text.Length; start += segments[^1].Length)
        {
            var part = length(text[start..]);
            segments.Add(new Segment(start, part, pieces.Find(text.Span.Slice(start, part))));
        }

        return segments;
    }

    public IReadOnlyList<Segment>? Sample(ReadOnlyMemory<byte> text, float alpha) => null;

    public IReadOnlyList<(IReadOnlyList<Segment> Segments, float Score)>? Best(ReadOnlyMemory<byte> text, int count) => null;
}
