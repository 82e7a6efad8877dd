namespace ModelServing.ModelServer.Runtimes.Host.Sentencepiece;

/// <summary>Cuts normalized texts, of UTF-8, into pieces of a model. Called from many threads at once.</summary>
internal interface ISegmenter
{
    /// <summary>Gets the best way to cut a text.</summary>
    IReadOnlyList<Segment> Split(ReadOnlyMemory<byte> text);

    /// <summary>Draws a way to cut a text; null if this kind of model cannot.</summary>
    /// <param name="alpha">How sharply better ways are preferred or, for merges, how likely one is left out.</param>
    IReadOnlyList<Segment>? Sample(ReadOnlyMemory<byte> text, float alpha);

    /// <summary>Gets the best ways to cut a text and their scores, best first; null if this kind of model cannot.</summary>
    IReadOnlyList<(IReadOnlyList<Segment> Segments, float Score)>? Best(ReadOnlyMemory<byte> text, int count);
}
