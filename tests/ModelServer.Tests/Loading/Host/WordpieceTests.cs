using ModelServing.Inference.Tensors;
using ModelServing.Testing.SavedModels;
using Xunit;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading.Host;

/// <summary>Words and their pieces, as the tokenizers of TensorFlow Text give them.</summary>
public sealed class WordpieceTests
{
    private static readonly DataType[] Outputs = [DataType.DtString, DataType.DtInt64, DataType.DtInt64, DataType.DtInt64];

    [Fact]
    public void Run_WordsOfKnownPieces_AreCutIntoTheLongest() => Assert.Equal(
        ["string[6] they ##' ##re the great ##est", "int64[3] 3 1 2", "int64[6] 0 4 5 0 0 5", "int64[6] 4 5 7 3 5 8"],
        Tokenize(["they're", "the", "greatest"]));

    [Fact]
    public void Run_RowSplits_AreCounted() => Assert.Equal("int64[3] 0 1 3", Tokenize(["the", "greatest"], partition: "row_splits")[1]);

    [Theory]
    [InlineData(true, false, "they're", "string[3] they ##' ##re")]
    [InlineData(true, false, "thex", "string[1] [UNK]")]
    [InlineData(false, false, "thex", "string[1] thex")]
    [InlineData(true, true, "théx", "string[3] th ##[UNK] ##[UNK]")]
    [InlineData(false, true, "théx", "string[3] th ##é ##x")]
    [InlineData(true, true, "éthe", "string[2] [UNK] ##the")]
    [InlineData(true, false, "a word of many bytes", "string[1] [UNK]")]
    [InlineData(false, false, "a word of many bytes", "string[1] a word of many bytes")]
    [InlineData(true, false, "", "string[0]")]
    public void Run_WordsThatAreNotKnown_AreNamedOrKept(bool namesUnknown, bool splitsUnknown, string word, string expected) =>
        Assert.Equal(expected, Tokenize([word], namesUnknown, splitsUnknown)[0]);

    [Fact]
    public void Run_LongestPiece_IsBounded() => Assert.Equal("string[2] th ##e", Tokenize(["the"], characters: 2)[0]);

    [Theory]
    [InlineData("", "string[4] h\u00e9llo world a b", "int64[4] 0 8 0 2", "int64[4] 6 13 1 3", "int64[4] 0 2 4 4")]
    [InlineData("(-)", "string[5] h\u00e9llo world a - b", "int64[5] 0 8 0 1 2", "int64[5] 6 13 1 2 3", "int64[4] 0 2 5 5")]
    public void Run_RegexSplit_CutsAtDelimiters(string kept, string tokens, string begins, string ends, string splits)
    {
        var results = HostRun.Run(
            "RegexSplitWithOffsets", [Texts.Of("h\u00e9llo  world", "a-b", ""), Tensor.FromStrings([], @"(\s+|-)"), Tensor.FromStrings([], kept)], Outputs);

        Assert.Equal([tokens, begins, ends, splits], results.Select(result => result.Show()));
    }

    private static string[] Tokenize(string[] words, bool namesUnknown = true, bool splitsUnknown = false, string partition = "row_lengths", long characters = 0)
    {
        var builder = new SavedModelBuilder();
        var vocabulary = Texts.Of("they", "##'", "##re", "the", "great", "##est", "th", "##e", "##the");
        var table = builder.Table("table", DataType.DtString, DataType.DtInt64);
        builder.InitializeByFunction(table, builder.Constant("keys", vocabulary), builder.Constant("values", Tensor.Create<long>([9], [0, 1, 2, 3, 4, 5, 6, 7, 8])), (DataType.DtString, DataType.DtInt64));
        var x = builder.Placeholder("words", DataType.DtString, -1);
        builder.Add(
            "WordpieceTokenizeWithOffsets",
            "pieces",
            [x, table],
            ("suffix_indicator", Attributes.Of("##")),
            ("max_bytes_per_word", Attributes.Of(10L)),
            ("max_chars_per_token", Attributes.Of(characters)),
            ("use_unknown_token", Attributes.Of(namesUnknown)),
            ("unknown_token", Attributes.Of("[UNK]")),
            ("split_unknown_characters", Attributes.Of(splitsUnknown)),
            ("output_row_partition_type", Attributes.Of(partition)));
        builder.Sign("serving_default", [("words", TensorProtos.Info(x, DataType.DtString))], Outputs.Select((type, i) => ($"y{i}", TensorProtos.Info($"pieces:{i}", type))));
        using var model = Models.Load(builder);
        var results = model.Run("serving_default", new Dictionary<string, Tensor> { ["words"] = Texts.Of(words) }, null);
        return [.. Outputs.Select((_, i) => results[$"y{i}"].Show())];
    }
}
