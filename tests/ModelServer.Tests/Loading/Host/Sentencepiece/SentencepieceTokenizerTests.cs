using ModelServing.Inference.Errors;
using ModelServing.ModelServer.Loading;
using ModelServing.ModelServer.Runtimes.Host.Sentencepiece;
using Xunit;
using ModelType = ModelServing.ModelServer.Runtimes.Host.Sentencepiece.TrainerSpec.Types.ModelType;
using PieceType = ModelServing.ModelServer.Runtimes.Host.Sentencepiece.ModelProto.Types.SentencePiece.Types.Type;

namespace ModelServing.ModelServer.Tests.Loading.Host.Sentencepiece;

/// <summary>What becomes of texts before and after they are cut, as the library of SentencePiece does it.</summary>
public sealed class SentencepieceTokenizerTests
{
    [Theory]
    [InlineData("ab", "▁ab=3[0..2]")]
    [InlineData("ab ab", "▁ab=3[0..2] ▁ab=3[2..5]")]
    [InlineData("  ab   ab  ", "▁ab=3[2..4] ▁ab=3[4..9]")]
    [InlineData("xyz ab", "▁=4[0..0] xyz=0[0..3] ▁ab=3[3..6]")]
    [InlineData("", "")]
    [InlineData("   ", "")]
    [InlineData("é", "▁=4[0..0] é=0[0..2]")]
    [InlineData("<s>ab", "▁=4[0..0] <s>=0[0..3] ab=5[3..5]")]
    public void Encode_Texts_GetOneSpaceBeforeEachWord(string text, string expected) => Assert.Equal(expected, Words().Cut(text));

    [Theory]
    [InlineData(false, false, false, "▁ab=3[0..2]")]
    [InlineData(true, false, false, "<s>=1[0..0] ▁ab=3[0..2]")]
    [InlineData(false, true, false, "▁ab=3[0..2] </s>=2[0..0]")]
    [InlineData(true, true, true, "</s>=2[0..0] ▁ab=3[0..2] <s>=1[0..0]")]
    public void Encode_Options_AddMarksAndTurnAround(bool begin, bool end, bool reverse, string expected) =>
        Assert.Equal(expected, Words().Cut("ab", new TokenOptions(begin, end, reverse)));

    [Fact]
    public void Encode_MarkThatTheModelLacks_IsRefused()
    {
        var model = Words();
        model.TrainerSpec.BosPiece = Google.Protobuf.ByteString.CopyFromUtf8("[B]");

        var refusal = Assert.Throws<ModelRunException>(() => model.Cut("ab", new TokenOptions(AddBegin: true, AddEnd: false, Reverse: false)));

        Assert.Equal((ErrorCode.Internal, "id for `[B]` is not defined."), (refusal.Code, refusal.Message));
    }

    [Theory]
    [InlineData("ａb", "▁ab=3[0..4]")]
    [InlineData("ﬀab", "▁=4[0..0] ff=0[0..3] ab=5[3..5]")]
    [InlineData("a\u0301b", "▁=4[0..0] áb=0[0..4]")]
    [InlineData("\tab\tab", "▁ab=3[1..3] ▁ab=3[3..6]")]
    [InlineData("a\u200bb", "▁ab=3[0..5]")]
    public void Encode_Rules_TakeTheLongestPart(string text, string expected) =>
        Assert.Equal(expected, Words().Replacing(("ａ", "a"), ("ﬀ", "ff"), ("a\u0301", "á"), ("a", "a"), ("\t", " "), ("\u200b", "")).Cut(text));

    [Fact]
    public void Encode_BrokenBytes_BecomeReplacementsOneByOne() => Assert.Equal(
        "▁=4[0..0] \uFFFD\uFFFD\uFFFD=0[0..3] ab=5[3..5]",
        Words().Cut([0xe2, 0x96, 0xff, (byte)'a', (byte)'b']));

    [Fact]
    public void Encode_SpaceAsSuffix_IsAtTheEnd()
    {
        var model = SentencepieceModels.Create(ModelType.Unigram, ("ab▁", -1));
        model.TrainerSpec.TreatWhitespaceAsSuffix = true;

        Assert.Equal("ab▁=3[0..3] ab▁=3[3..5]", model.Cut("ab ab"));
    }

    [Theory]
    [InlineData(ModelType.Unigram)]
    [InlineData(ModelType.Bpe)]
    [InlineData(ModelType.Char)]
    public void Encode_WhatTheUserDefined_IsNeitherCutNorJoinedNorReplaced(ModelType type) => Assert.Equal(
        "a=3[0..1] ab=4[1..3] b=5[3..4]",
        SentencepieceModels.Create(type, ("a", -1)).Add("ab", PieceType.UserDefined).Add("b", PieceType.Normal, -1).Add("aab", PieceType.Normal, -1.5f).Plain().Replacing(("ab", "x")).Cut("aabb"));

    [Fact]
    public void Encode_UnknownCharacters_BecomeTheirBytes() => Assert.Equal(
        "▁=3[0..0] <0xC3>=199[0..0] <0xA9>=173[0..2] <0x62>=102[2..3]",
        SentencepieceModels.Create(ModelType.Unigram, ("▁", -1)).AddBytes().Cut("éb"));

    [Fact]
    public void Encode_PieceThatIsNotUsed_IsNotFound() => Assert.Equal(
        "a=3[0..1] b=4[1..2]",
        SentencepieceModels.Create(ModelType.Unigram, ("a", -5), ("b", -5)).Add("ab", PieceType.Unused, 5).Plain().Cut("ab"));

    [Fact]
    public void Encode_MergeThatIsNotUsed_IsTakenApartAgain() => Assert.Equal(
        "ab=4[0..2] c=6[2..3]",
        SentencepieceModels.Create(ModelType.Bpe, ("a", 0), ("ab", -1), ("b", 0), ("c", 0)).Add("abc", PieceType.Unused, -2).Plain().Cut("abc"));

    [Fact]
    public void Encode_WordModel_CutsBeforeSpaces() => Assert.Equal(
        "▁ab=3[0..2] ▁abc=0[2..6] ▁ab=3[6..9]",
        SentencepieceModels.Create(ModelType.Word, ("▁ab", -1)).Cut("ab abc ab"));

    [Theory]
    [InlineData("▁ab ▁ab", "ab ab")]
    [InlineData("ab ▁ ab", "ab ab")]
    [InlineData("<s> ▁ab </s>", "ab")]
    [InlineData("<s> ▁ ▁ab", "ab")]
    [InlineData("<unk> ▁ab", " ⁇  ab")]
    [InlineData("▁zz ▁ab", "▁zz ab")]
    [InlineData("", "")]
    public void Decode_Pieces_GiveATextWithoutItsFirstSpace(string pieces, string expected) => Assert.Equal(expected, Words().Decode(pieces));

    [Fact]
    public void Decode_WithoutSpaceThatWasAdded_KeepsTheFirst() => Assert.Equal(" ab", Words().Plain().Decode("▁ab"));

    [Fact]
    public void Decode_UnknownSurface_IsTheModels()
    {
        var model = Words();
        model.TrainerSpec.UnkSurface = Google.Protobuf.ByteString.CopyFromUtf8("?");

        Assert.Equal("ab?", model.Decode("▁ab <unk>"));
    }

    [Theory]
    [InlineData("<0xC3> <0xA9>", "é")]
    [InlineData("<0xC3> ▁ <0xA9>", "\uFFFD \uFFFD")]
    [InlineData("<0xC3> <0xC3> <0xA9> <0x41>", "\uFFFDéA")]
    [InlineData("<0xE3> <0x81>", "\uFFFD\uFFFD")]
    public void Decode_Bytes_GiveCharacters(string pieces, string expected) =>
        Assert.Equal(expected, SentencepieceModels.Create(ModelType.Unigram, ("▁", -1)).AddBytes().Decode(pieces));

    [Fact]
    public void Decode_RulesForTexts_AreAppliedToTheWhole()
    {
        var model = Words();
        model.DenormalizerSpec = SentencepieceModels.Create(ModelType.Unigram).Plain().Replacing(("ab ab", "two")).NormalizerSpec;

        Assert.Equal("two", model.Decode("▁ab ▁ab"));
    }

    [Fact]
    public void Decode_Reversed_IsTurnedAround() => Assert.Equal("abxy", Words().Decode("xy ▁ab", new TokenOptions(AddBegin: true, AddEnd: true, Reverse: true)));

    [Theory]
    [InlineData("unk is not defined.", 0)]
    [InlineData("unk is already defined.", 1)]
    [InlineData("a is already defined.", 2)]
    [InlineData("piece must not be empty.", 3)]
    [InlineData("byte piece <0x41> is found although `byte_fallback` is false.", 4)]
    [InlineData("there are not 256 byte pieces although `byte_fallback` is true.", 5)]
    [InlineData("Blob for normalization rule is broken.", 6)]
    public void Read_ModelThatContradictsItself_IsRefused(string expected, int flaw)
    {
        var model = SentencepieceModels.Create(ModelType.Unigram, ("a", -1));
        switch (flaw)
        {
            case 0: model.Pieces.RemoveAt(0); break;
            case 1: model.Add("<other>", PieceType.Unknown); break;
            case 2: model.Add("a", PieceType.Normal); break;
            case 3: model.Add("", PieceType.Normal); break;
            case 4: model.Add("<0x41>", PieceType.Byte); break;
            case 5: model.TrainerSpec.ByteFallback = true; break;
            default: model.NormalizerSpec.PrecompiledCharsmap = Google.Protobuf.ByteString.CopyFrom(255, 0, 0, 0, 1, 2); break;
        }

        Assert.Equal(expected, Assert.Throws<ModelRunException>(model.Read).Message);
    }

    private static ModelProto Words() => SentencepieceModels.Create(ModelType.Unigram, ("▁ab", -1), ("▁", -2), ("ab", -3));
}
