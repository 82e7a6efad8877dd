using System.Text;
using ModelServing.Inference.Errors;
using ModelServing.ModelServer.Loading;
using ModelServing.ModelServer.Runtimes.Host.Kernels;

namespace ModelServing.ModelServer.Runtimes.Host.Sentencepiece;

/// <summary>The pieces that mark where a text begins and ends.</summary>
internal sealed class TokenMarks(PieceTable pieces, TrainerSpec training)
{
    private readonly NumberedPiece _begin = Mark(pieces, training.BosPiece.Memory, "<s>"u8);
    private readonly NumberedPiece _end = Mark(pieces, training.EosPiece.Memory, "</s>"u8);

    /// <exception cref="ModelRunException">The model has no such mark.</exception>
    public List<NumberedPiece> Apply(List<NumberedPiece> found, TokenOptions options)
    {
        if (options.AddBegin)
        {
            found.Insert(0, Known(_begin));
        }

        if (options.AddEnd)
        {
            found.Add(Known(_end));
        }

        if (options.Reverse)
        {
            found.Reverse();
        }

        return found;
    }

    private static NumberedPiece Mark(PieceTable pieces, ReadOnlyMemory<byte> text, ReadOnlySpan<byte> otherwise)
    {
        text = text.IsEmpty ? otherwise.ToArray() : text;
        return new NumberedPiece(new Wordpiece(text, 0, 0), pieces.Find(text.Span));
    }

    private NumberedPiece Known(NumberedPiece mark) => mark.Id != pieces.Unknown
        ? mark
        : throw new ModelRunException(ErrorCode.Internal, $"id for `{Encoding.UTF8.GetString(mark.Piece.Text.Span)}` is not defined.");
}
