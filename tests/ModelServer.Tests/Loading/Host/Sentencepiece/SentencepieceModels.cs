using System.Text;
using Google.Protobuf;
using ModelServing.ModelServer.Runtimes.Host.Kernels;
using ModelServing.ModelServer.Runtimes.Host.Sentencepiece;
using ModelType = ModelServing.ModelServer.Runtimes.Host.Sentencepiece.TrainerSpec.Types.ModelType;
using Piece = ModelServing.ModelServer.Runtimes.Host.Sentencepiece.ModelProto.Types.SentencePiece;
using PieceType = ModelServing.ModelServer.Runtimes.Host.Sentencepiece.ModelProto.Types.SentencePiece.Types.Type;

namespace ModelServing.ModelServer.Tests.Loading.Host.Sentencepiece;

/// <summary>Small models of SentencePiece, whose first three pieces are the unknown one and the marks of begin and end.</summary>
internal static class SentencepieceModels
{
    public static ModelProto Create(ModelType type, params IEnumerable<(string Text, float Score)> pieces)
    {
        var model = new ModelProto { TrainerSpec = new TrainerSpec { ModelType = type }, NormalizerSpec = new NormalizerSpec() };
        model.Add("<unk>", PieceType.Unknown).Add("<s>", PieceType.Control).Add("</s>", PieceType.Control);
        foreach (var (text, score) in pieces)
        {
            model.Add(text, PieceType.Normal, score);
        }

        return model;
    }

    public static ModelProto Add(this ModelProto model, string text, PieceType type, float score = 0)
    {
        model.Pieces.Add(new Piece { Piece = ByteString.CopyFromUtf8(text), Score = score, Type = type });
        return model;
    }

    /// <summary>Adds the pieces for the bytes that unknown characters become.</summary>
    public static ModelProto AddBytes(this ModelProto model)
    {
        model.TrainerSpec.ByteFallback = true;
        return Enumerable.Range(0, 256).Aggregate(model, (all, value) => all.Add($"<0x{value:X2}>", PieceType.Byte));
    }

    /// <summary>Leaves texts as they are, spaces too, so that only the cutting is to be seen.</summary>
    public static ModelProto Plain(this ModelProto model)
    {
        model.NormalizerSpec = new NormalizerSpec { AddDummyPrefix = false, RemoveExtraWhitespaces = false, EscapeWhitespaces = false };
        return model;
    }

    /// <summary>Gives the model rules for characters.</summary>
    public static ModelProto Replacing(this ModelProto model, params (string From, string To)[] rules)
    {
        List<byte> texts = [];
        List<(byte[], int)> words = [];
        foreach (var (from, to) in rules)
        {
            words.Add((Encoding.UTF8.GetBytes(from), texts.Count));
            texts.AddRange([.. Encoding.UTF8.GetBytes(to), 0]);
        }

        var trie = new TrieWriter(words).Units;
        model.NormalizerSpec.PrecompiledCharsmap = ByteString.CopyFrom([.. BitConverter.GetBytes(trie.Length * sizeof(int)), .. trie.SelectMany(BitConverter.GetBytes), .. texts]);
        return model;
    }

    public static SentencepieceTokenizer Read(this ModelProto model) => SentencepieceTokenizer.Read(model.ToByteString());

    /// <summary>Shows each piece as its text, its number and the bytes that it stands for.</summary>
    public static string Show(this IEnumerable<NumberedPiece> pieces) =>
        string.Join(' ', pieces.Select(piece => $"{Encoding.UTF8.GetString(piece.Piece.Text.Span)}={piece.Id}[{piece.Piece.Start}..{piece.Piece.End}]"));

    public static string Cut(this ModelProto model, byte[] text, TokenOptions options = default) => model.Read().Encode(text, options).Show();

    public static string Cut(this ModelProto model, string text, TokenOptions options = default) => model.Cut(Encoding.UTF8.GetBytes(text), options);

    /// <summary>Puts pieces together; given as texts, which a space separates.</summary>
    public static string Decode(this ModelProto model, string pieces, TokenOptions options = default) => Encoding.UTF8.GetString(
        model.Read().Decoder.Decode(pieces.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(piece => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(piece)), options));
}
