using Google.Protobuf;
using ModelServing.ModelServer.Loading;
using ModelServing.ModelServer.Runtimes.Host.Sentencepiece;
using ModelServing.ModelServer.Tests.Loading.Host.Sentencepiece;
using ModelType = ModelServing.ModelServer.Runtimes.Host.Sentencepiece.TrainerSpec.Types.ModelType;
using PieceType = ModelServing.ModelServer.Runtimes.Host.Sentencepiece.ModelProto.Types.SentencePiece.Types.Type;

namespace ModelServing.ModelServer.Tests.Fuzzing;

/// <summary>The models of tokenizers: what reads must also cut texts and put them together.</summary>
internal static class TokenizerTarget
{
    private static readonly byte[][] Texts = ["ab  abc\u00e9 é<sep>"u8.ToArray(), [0xff, (byte)'a', 0xe2, 0x96, 0x81, 0xf0, 0x9f, 0, (byte)' ', (byte)'b'], "aaaaaaaaabbbbbbbbbabababab"u8.ToArray()];

    public static FuzzTarget Create() => new(
        [.. new[] { ModelType.Unigram, ModelType.Bpe, ModelType.Word, ModelType.Char }.SelectMany(type => new[] { Model(type), Model(type).AddBytes() }).Select(model => model.ToByteArray())],
        ["▁"u8.ToArray(), "<unk>"u8.ToArray(), [0x0a, 0], [0x18, 2], [0x18, 4], [0x18, 5], [0x18, 6]],
        Read)
    {
        MemoryAllowance = 1 << 22,
    };

    private static void Read(byte[] input)
    {
        try
        {
            var tokenizer = SentencepieceTokenizer.Read(ByteString.CopyFrom(input));
            foreach (var text in Texts)
            {
                var pieces = tokenizer.Encode(text, default);
                _ = tokenizer.Decoder.Decode(pieces.Select(piece => piece.Piece.Text), default);
                _ = tokenizer.Sample(text, -1, 0.5f, default);
                _ = tokenizer.Best(text, 3, default);
            }
        }
        catch (ModelRunException)
        {
            // a refusal
        }
    }

    private static ModelProto Model(ModelType type) => SentencepieceModels
        .Create(type, ("▁ab", -1), ("ab", -2), ("▁", -3), ("a", -4), ("b", -4), ("aa", -3), ("é", -5))
        .Add("<sep>", PieceType.UserDefined).Add("aab", PieceType.Unused, -1)
        .Replacing(("c", "ab"), ("e\u0301", "é"), ("\u3000", " "));
}
