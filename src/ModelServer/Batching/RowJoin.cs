using ModelServing.Inference.Errors;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading;

namespace ModelServing.ModelServer.Batching;

/// <summary>Puts the outputs of a request's pieces together again.</summary>
internal static class RowJoin
{
    /// <exception cref="ModelRunException">The pieces differ in more than their rows.</exception>
    public static Tensor Of(Tensor[] pieces)
    {
        var first = pieces[0];
        if (!Array.TrueForAll(pieces, piece => piece.DataType == first.DataType && piece.Shape[1..].SequenceEqual(first.Shape[1..])))
        {
            throw new ModelRunException(ErrorCode.FailedPrecondition, $"The outputs of a split request do not fit together: {string.Join(", ", pieces.AsEnumerable())}");
        }

        long[] shape = [pieces.Sum(piece => piece.Shape[0]), .. first.Shape[1..]];
        if (first.DataType == DataType.String)
        {
            return Tensor.FromStrings(shape, (ReadOnlyMemory<byte>[])[.. pieces.SelectMany(piece => piece.Strings)]);
        }

        var data = new byte[pieces.Sum(piece => piece.Data.Length)];
        var at = 0;
        foreach (var piece in pieces)
        {
            piece.Data.Span.CopyTo(data.AsSpan(at));
            at += piece.Data.Length;
        }

        return Tensor.FromBytes(first.DataType, shape, data);
    }
}
