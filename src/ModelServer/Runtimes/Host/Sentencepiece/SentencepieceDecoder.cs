using System.Runtime.InteropServices;
using ModelServing.Inference.Errors;
using ModelServing.ModelServer.Loading;
using ModelServing.ModelServer.Runtimes.Host.Kernels;
using PieceType = ModelServing.ModelServer.Runtimes.Host.Sentencepiece.ModelProto.Types.SentencePiece.Types.Type;

namespace ModelServing.ModelServer.Runtimes.Host.Sentencepiece;

/// <summary>Puts the pieces of a text together again.</summary>
internal sealed class SentencepieceDecoder(PieceTable pieces, TokenMarks marks, ModelProto model)
{
    private readonly ReadOnlyMemory<byte> _unknown = model.TrainerSpec?.HasUnkSurface == true ? model.TrainerSpec.UnkSurface.Memory : " ⁇ "u8.ToArray();

    private readonly bool _dropsFirstSpace = model.NormalizerSpec is not { AddDummyPrefix: false, RemoveExtraWhitespaces: false };

    private readonly SentencepieceNormalizer? _denormalizer =
        model.DenormalizerSpec is { PrecompiledCharsmap.IsEmpty: false } specification ? new SentencepieceNormalizer(specification, asSuffix: false, kept: null) : null;

    /// <exception cref="ModelRunException">There is no piece of this number.</exception>
    public ReadOnlyMemory<byte> Text(long id) => pieces.IsKnown(id) ? pieces.Text((int)id) : throw new ModelRunException(ErrorCode.OutOfRange, $"Invalid id: {id}");

    public byte[] Decode(IEnumerable<ReadOnlyMemory<byte>> texts, TokenOptions options)
    {
        var found = marks.Apply([.. texts.Select(text => new NumberedPiece(new Wordpiece(text, 0, 0), pieces.Find(text.Span)))], options);
        List<byte> result = [];
        List<byte> bytes = [];
        foreach (var (piece, id) in found)
        {
            if (pieces.Type((int)id) == PieceType.Byte)
            {
                bytes.Add((byte)PieceTable.Byte(piece.Text.Span));
                continue;
            }

            AddBytes(bytes, result);
            Add(piece.Text.Span, (int)id, result);
        }

        AddBytes(bytes, result);
        return _denormalizer is null ? [.. result] : _denormalizer.Normalize(CollectionsMarshal.AsSpan(result), []);
    }

    private static void AddBytes(List<byte> bytes, List<byte> result)
    {
        for (var rest = CollectionsMarshal.AsSpan(bytes); !rest.IsEmpty;)
        {
            result.AddRange(Characters.TryRead(rest, out var length) ? rest[..length] : Characters.Replacement);
            rest = rest[length..];
        }

        bytes.Clear();
    }

    private void Add(ReadOnlySpan<byte> text, int id, List<byte> result)
    {
        if (pieces.Type(id) == PieceType.Unknown)
        {
            result.AddRange(text.SequenceEqual(pieces.Text(id).Span) ? _unknown.Span : text);
        }
        else if (pieces.Type(id) != PieceType.Control)
        {
            var isFirst = _dropsFirstSpace && result.Count == 0 && text.StartsWith(Characters.Space);
            AddSpaced(isFirst ? text[Characters.Space.Length..] : text, result);
        }
    }

    private static void AddSpaced(ReadOnlySpan<byte> text, List<byte> result)
    {
        for (var at = text.IndexOf(Characters.Space); at >= 0; at = text.IndexOf(Characters.Space))
        {
            result.AddRange(text[..at]);
            result.Add((byte)' ');
            text = text[(at + Characters.Space.Length)..];
        }

        result.AddRange(text);
    }
}
