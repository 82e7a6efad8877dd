namespace ModelServing.ModelServer.Runtimes.Host.Kernels;

/// <summary>A piece of a text and its number in the vocabulary.</summary>
internal readonly record struct NumberedPiece(Wordpiece Piece, long Id);
