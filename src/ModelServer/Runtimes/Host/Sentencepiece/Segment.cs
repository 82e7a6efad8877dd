namespace ModelServing.ModelServer.Runtimes.Host.Sentencepiece;

/// <summary>A part of a normalized text, in bytes, and the number of its piece.</summary>
internal readonly record struct Segment(int Start, int Length, int Id);
