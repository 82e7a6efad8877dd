using PieceType = ModelServing.ModelServer.Runtimes.Host.Sentencepiece.ModelProto.Types.SentencePiece.Types.Type;

namespace ModelServing.ModelServer.Runtimes.Host.Sentencepiece;

/// <summary>What pieces of a unigram model are worth: logarithms of their probabilities.</summary>
internal sealed class UnigramScores
{
    private const float UnknownPenalty = 10;

    private readonly PieceTable _pieces;
    private readonly float _most = 1.17549435e-38f; // the smallest normal number: SentencePiece starts there, so no bonus where no score is positive

    public UnigramScores(PieceTable pieces)
    {
        _pieces = pieces;
        var least = float.MaxValue;
        for (var id = 0; id < pieces.Count; id++)
        {
            if (pieces.Type(id) == PieceType.Normal)
            {
                least = Math.Min(least, pieces.Score(id));
                _most = Math.Max(_most, pieces.Score(id));
            }
        }

        OfUnknown = least - UnknownPenalty;
    }

    public float OfUnknown { get; }

    /// <summary>Gets the score of a piece; a piece that the user defined gets one that always wins.</summary>
    public double Of(int id, int length) => _pieces.Type(id) == PieceType.UserDefined ? (length * _most) - 0.1 : _pieces.Score(id);
}
