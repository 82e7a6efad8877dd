using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading;
using ModelServing.ModelServer.Runtimes.Host.Kernels;
using Xunit;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading.Host;

/// <summary>Words and texts cut by the fast wordpiece tokenizer of TensorFlow Text.</summary>
public sealed class FastWordpieceTests
{
    private static readonly DataType[] Outputs = [DataType.DtString, DataType.DtInt64, DataType.DtInt64, DataType.DtInt64, DataType.DtInt64];
    private static readonly string[] Vocabulary = ["un", "##aff", "##able", "##a", "##ff", "the", "é", "##é", ",", "中", "##x", "[UNK]"];

    [Theory]
    [InlineData("FastWordpieceTokenizeWithOffsets")]
    [InlineData("TFText>FastWordpieceTokenizeWithOffsets")]
    public void Run_Words_AreCutIntoTheLongestPieces(string op) => Assert.Equal(
        ["string[6] un ##aff ##able [UNK] é ##é", "int64[6] 0 1 2 11 6 7", "int64[5] 0 3 4 4 6", "int64[6] 0 2 5 0 0 2", "int64[6] 2 5 9 3 2 4"],
        Tokenize(FastWordpieceModels.Write(Vocabulary), ["unaffable", "thy", "", "éé"], op));

    [Theory]
    [InlineData("the unaff,\tthe", "string[5] the un ##aff , the", "int64[5] 0 4 6 9 11", "int64[5] 3 6 9 10 14")]
    [InlineData(" 中the中 ", "string[3] 中 the 中", "int64[3] 1 4 7", "int64[3] 4 7 10")]
    [InlineData("the!un", "string[3] the [UNK] un", "int64[3] 0 3 4", "int64[3] 3 4 6")]
    [InlineData("thez un", "string[2] [UNK] un", "int64[2] 0 5", "int64[2] 4 7")]
    [InlineData("##x", "string[3] [UNK] [UNK] [UNK]", "int64[3] 0 1 2", "int64[3] 1 2 3")]
    [InlineData("un\u3000é\u2014é", "string[4] un é [UNK] é", "int64[4] 0 5 7 10", "int64[4] 2 7 10 12")]
    [InlineData(" \t", "string[0]", "int64[0]", "int64[0]")]
    public void Run_Texts_AreCutIntoWordsFirst(string text, string pieces, string starts, string ends)
    {
        var results = Tokenize(FastWordpieceModels.Write(Vocabulary, cutsTexts: true), [text]);

        Assert.Equal([pieces, starts, ends], [results[0], results[3], results[4]]);
    }

    [Theory]
    [InlineData(9, "string[3] un ##aff ##able")]
    [InlineData(8, "string[1] [UNK]")]
    public void Run_LongWords_AreUnknown(int maxBytes, string expected) => Assert.Equal(expected, Tokenize(FastWordpieceModels.Write(Vocabulary, maxBytes), ["unaffable"])[0]);

    [Theory]
    [InlineData("##", "string[1] ##")]
    [InlineData("##x", "string[1] ##x")]
    [InlineData("##xx", "string[2] ##x ##x")]
    [InlineData("##y", "string[1] [UNK]")]
    [InlineData("#x", "string[2] # ##x")]
    public void Run_WordsThatBeginWithTheMark_ArePiecesWithinWords(string word, string expected) =>
        Assert.Equal(expected, Tokenize(FastWordpieceModels.Write(["#", "##", "###", "##x", "###y", "[UNK]"], ofMark: ["##"]), [word])[0]);

    [Fact]
    public void Run_ThousandWords_AreThoseOfAVocabularyThatIsSearched()
    {
        var random = new Random(5);
        string Word(int most) => string.Concat(Enumerable.Range(0, random.Next(1, most)).Select(_ => random.GetItems(["a", "b", "é"], 1)[0]));
        string[] vocabulary = [.. Enumerable.Range(0, 30).Select(i => (i % 3 == 0 ? "" : "##") + Word(5)).Distinct(), "[UNK]"];
        string[] words = [.. Enumerable.Range(0, 1000).Select(_ => Word(9))];

        var results = Tokenize(FastWordpieceModels.Write(vocabulary), words);

        var expected = words.SelectMany(word => Search(word, vocabulary)).ToArray();
        Assert.Equal($"string[{expected.Length}] {string.Join(' ', expected)}", results[0]);
        Assert.Equal($"int64[{expected.Length}] {string.Join(' ', expected.Select(piece => Array.IndexOf(vocabulary, piece)))}", results[1]);
    }

    [Fact]
    public void Of_MemoryThatIsUsedAgain_IsReadAgain()
    {
        byte[] bytes = [1, 2];
        var models = new LastModel<string>(buffer => Convert.ToHexString(buffer.Span));
        var first = models.Of(Buffer(bytes));

        Assert.Same(first, models.Of(Buffer(bytes)));
        bytes[0] = 3;
        Assert.Equal("0302", models.Of(Buffer(bytes)));
        Assert.Equal("0102", first);
    }

    [Fact]
    public void Run_Pieces_ArePutTogetherAgain() => Assert.Equal(
        "string[3] unaffable the  ##aff",
        Join(FastWordpieceModels.Write(Vocabulary), [0, 1, 2, 5, 1], [0, 4, 4, 5])[0]);

    [Theory]
    [InlineData(true, 12, "Token ID out of bounds: 12")]
    [InlineData(false, 0, "Detokenize function is only enabled when support_detokenization is true")]
    public void Run_PiecesThatCannotBe_AreRefused(bool keepsPieces, int id, string message)
    {
        var refusal = Assert.Throws<ModelRunException>(() => Join(FastWordpieceModels.Write(Vocabulary, keepsPieces: keepsPieces), [id], [0, 1]));

        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_BufferThatIsCutOff_IsRefusedOrHasFewerPieces()
    {
        var model = FastWordpieceModels.Write(Vocabulary);
        for (var length = 0; length < model.Length; length += 97)
        {
            var refusal = Record.Exception(() => Tokenize(model[..length], ["unaffable"]));
            Assert.True(refusal is null or ModelRunException, refusal?.ToString());
        }
    }

    private static List<string> Search(string word, string[] vocabulary)
    {
        List<string> pieces = [];
        for (var start = 0; start < word.Length;)
        {
            var piece = Enumerable.Range(0, word.Length - start)
                .Select(cut => (start == 0 ? "" : "##") + word[start..(word.Length - cut)])
                .FirstOrDefault(vocabulary.Contains);
            if (piece is null)
            {
                return ["[UNK]"];
            }

            pieces.Add(piece);
            start += piece.Length - (start == 0 ? 0 : 2);
        }

        return pieces;
    }

    private static string[] Tokenize(byte[] model, string[] words, string op = "FastWordpieceTokenizeWithOffsets") =>
        [.. HostRun.Run(op, [Texts.Of(words), Buffer(model)], Outputs).Select(result => result.Show())];

    private static string[] Join(byte[] model, int[] ids, long[] splits) =>
        [.. HostRun.Run("TFText>FastWordpieceDetokenize", [Tensor.Create<int>([ids.Length], ids), Tensor.Create<long>([splits.Length], splits), Buffer(model)], [DataType.DtString]).Select(result => result.Show())];

    private static Tensor Buffer(byte[] model) => Tensor.FromBytes(Inference.Tensors.DataType.UInt8, [model.Length], model);
}
