using System.Text;
using ModelServing.Inference.Tensors;
using ModelServing.Testing.SavedModels;
using Xunit;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading.Host;

/// <summary>Texts cut into words, bytes and neighbours, as TensorFlow Text does it.</summary>
public sealed class TokenTests
{
    private static readonly DataType[] PointOutputs = [DataType.DtInt32, DataType.DtInt64, DataType.DtInt64, DataType.DtInt64, DataType.DtInt64];

    [Theory]
    [InlineData("a bb", "a|bb", "0 2", "1 4")]
    [InlineData("  a\u3000\tbb ", "a|bb", "2 5", "3 7")]
    [InlineData("", "", "", "")]
    [InlineData(" \u2029", "", "", "")]
    [InlineData("a\u200bb", "a\u200bb", "0", "3")]
    public void Run_Whitespace_CutsAtSpaces(string text, string tokens, string starts, string ends) =>
        Assert.Equal((tokens, starts, ends), CutPoints("WhitespaceTokenizeWithOffsets", text));

    [Theory]
    [InlineData("xy.,z de", "xy|.,|z|de", "0 2 4 6", "2 4 5 8")]
    [InlineData("abαβ", "ab|αβ", "0 2", "2 4")]
    [InlineData("累計7239人", "累計|7239|人", "0 2 6", "2 6 7")]
    [InlineData("a, .b", "a|,.|b", "0 1 4", "1 4 5")]
    [InlineData(" a  ", "a", "1", "2")]
    [InlineData("ひカタЖ", "ひ|カタ|Ж", "0 1 3", "1 3 4")]
    [InlineData("\U0001E900\u0378a", "\U0001E900|\u0378|a", "0 1 2", "1 2 3")]
    public void Run_Scripts_CutsWhereTheyChange(string text, string tokens, string starts, string ends) =>
        Assert.Equal((tokens, starts, ends), CutPoints("UnicodeScriptTokenizeWithOffsets", text));

    [Theory]
    [InlineData("a, .b", "a|,| |.|b", "0 1 2 3 4", "1 2 3 4 5")]
    [InlineData("a  b ", "a|  |b| ", "0 1 3 4", "1 3 4 5")]
    public void Run_ScriptsWithSpaces_KeepsThem(string text, string tokens, string starts, string ends) =>
        Assert.Equal((tokens, starts, ends), CutPoints("UnicodeScriptTokenizeWithOffsets", text, keepsSpaces: true));

    [Fact]
    public void Run_SeveralTexts_AreCutOneByOne() => Assert.Equal(
        ["int32[4] 97 98 99 99", "int64[4] 0 1 2 4", "int64[3] 0 0 2", "int64[3] 1 1 4", "int64[4] 0 1 1 3"],
        HostRun.Run("WhitespaceTokenizeWithOffsets", [Tensor.Create<int>([5], [97, 98, 32, 99, 99]), Tensor.Create<long>([4], [0, 1, 1, 5])], PointOutputs).Select(result => result.Show()));

    /// <summary>Numbers that are no code points belong to no script, and do not begin a token of their own.</summary>
    [Fact]
    public void Run_NumbersThatAreNoCodePoints_AreKept() => Assert.Equal(
        ["int32[3] 97 1114112 -1", "int64[3] 0 1 3", "int64[2] 0 1", "int64[2] 1 3", "int64[2] 0 2"],
        HostRun.Run("UnicodeScriptTokenizeWithOffsets", [Tensor.Create<int>([3], [97, 0x110000, -1]), Tensor.Create<long>([2], [0, 3])], PointOutputs).Select(result => result.Show()));

    [Fact]
    public void Run_SplitsBeyondTheValues_AreRefused() => Assert.Equal(
        "Row 0 from 0 to 5 is none of 1 values",
        HostRun.Refusal("WhitespaceTokenizeWithOffsets", [Tensor.Create<int>([1], [97]), Tensor.Create<long>([2], [0, 5])], DataType.DtInt32));

    /// <summary>The stock kernel leaves all bytes of a wide space but its last to the token before.</summary>
    [Fact]
    public void Run_WhitespaceOfTheSecondKind_CutsTexts()
    {
        var spaces = new byte[0x601];
        (spaces[4], spaces[0x600]) = (1, 1); // U+0020 and U+3000

        var results = HostRun.Run(
            "TFText>WhitespaceTokenizeWithOffsetsV2",
            [Texts.Of("a bb  c", "", "é \u4000"), Tensor.FromStrings([], [spaces.AsMemory()])],
            [DataType.DtString, DataType.DtInt64, DataType.DtInt32, DataType.DtInt32]);
        var wide = HostRun.Single("TFText>WhitespaceTokenizeWithOffsetsV2", [Texts.Of("a\u3000b"), Tensor.FromStrings([], [spaces.AsMemory()])], DataType.DtString);

        Assert.Equal(["string[5] a bb c é \u4000", "int64[4] 0 3 3 5", "int32[5] 0 2 6 0 3", "int32[5] 1 4 7 2 6"], results.Select(result => result.Show()));
        Assert.Equal(["61E380", "62"], wide.Strings.Select(token => Convert.ToHexString(token.Span)));
    }

    [Theory]
    [InlineData(true, "It|is|to be", "0 1 0 1 0 1 1 1 1", "It|is|to|be", "0 2 0 3", "2 4 2 5")]
    [InlineData(false, "It|is|to be", "0 1 0 1 0 1 1 1 1", "It|is|tobe", "0 2 0", "2 4 5")]
    public void Run_SplitMerge_FollowsTheLabels(bool cutsAtSpaces, string texts, string labels, string words, string starts, string ends)
    {
        var (first, second) = (texts.Split('|')[0] + texts.Split('|')[1], texts.Split('|')[2]);
        var numbers = labels.Split(' ').Select(int.Parse).ToArray();

        var results = HostRun.Run(
            "SplitMergeTokenizeWithOffsets",
            [Texts.Of(first, second), Tensor.Create<int>([numbers.Length], numbers), Tensor.Create<int>([3], [0, 4, numbers.Length])],
            [DataType.DtString, DataType.DtInt64, DataType.DtInt64, DataType.DtInt64],
            ("force_split_at_break_character", Attributes.Of(cutsAtSpaces)));

        var count = words.Split('|').Length;
        Assert.Equal(
            [$"string[{count}] {words.Replace('|', ' ')}", $"int64[3] 0 2 {count}", $"int64[{count}] {starts}", $"int64[{count}] {ends}"],
            results.Select(result => result.Show()));
    }

    [Fact]
    public void Run_SplitMergeWithTooFewLabels_IsRefused()
    {
        Tensor Labels(params int[] values) => Tensor.Create<int>([values.Length], values);

        Assert.Equal("Number of labels 2 is insufficient for text abc", HostRun.Refusal("SplitMergeTokenizeWithOffsets", [Texts.Of("abc"), Labels(0, 1), Labels(0, 2)], DataType.DtString));
        Assert.Equal("Expecting row_splits have 2 elements, got 1", HostRun.Refusal("SplitMergeTokenizeWithOffsets", [Texts.Of("abc"), Labels(0, 1), Labels(0)], DataType.DtString));
    }

    [Fact]
    public void Run_Bytes_AreCutAndPutTogetherAgain()
    {
        var bytes = HostRun.Run("TFText>ByteSplitWithOffsets", [Texts.Of("ab", "", "é")], [DataType.DtUint8, DataType.DtInt64, DataType.DtInt32, DataType.DtInt32]);
        var parts = HostRun.Run("TFText>ByteSplitByOffsets", [Texts.Of("hello", "you"), Ints(0, 4, 1), Ints(4, 5, 3), Tensor.Create<long>([3], [0, 2, 3])], [DataType.DtString, DataType.DtInt64]);

        Assert.Equal(["uint8[4] 97 98 195 169", "int64[4] 0 2 2 4", "int32[4] 0 1 0 1", "int32[4] 1 2 1 2"], bytes.Select(result => result.Show()));
        Assert.Equal(["string[3] hell o ou", "int64[3] 0 2 3"], parts.Select(result => result.Show()));
    }

    [Theory]
    [InlineData(-1, 1, "Start offsets out of range.")]
    [InlineData(4, 4, "Start offsets out of range.")]
    [InlineData(0, 9, "End offsets out of range.")]
    [InlineData(2, 1, "Start offset after end offset.")]
    public void Run_PlacesThatTheTextLacks_AreRefused(int start, int end, string expected) =>
        Assert.Equal(expected, HostRun.Refusal("TFText>ByteSplitByOffsets", [Texts.Of("abc"), Ints(start), Ints(end), Tensor.Create<long>([2], [0, 1])], DataType.DtString));

    [Theory]
    [InlineData(2, "e|f f|g dd|ee", "0 2 3 3")]
    [InlineData(1, "e f g dd ee x", "0 3 5 6")]
    [InlineData(3, "e|f|g", "0 1 1 1")]
    public void Run_NeighboursInRows_AreJoined(int width, string joined, string splits)
    {
        var results = HostRun.Run(
            "TFText>NgramsStringJoin", [Texts.Of("e", "f", "g", "dd", "ee", "x"), Tensor.Create<long>([4], [0, 3, 5, 6])], [DataType.DtString, DataType.DtInt64], Neighbours(width, ("RAGGED_RANK", Attributes.Of(1L))));

        Assert.Equal([$"string[{joined.Split(' ').Length}] {joined}", $"int64[4] {splits}"], results.Select(result => result.Show()));
    }

    [Fact]
    public void Run_NeighboursInATensor_AreJoinedAlongItsLastAxis()
    {
        var words = Tensor.FromStrings([2, 3], "a", "b", "c", "d", "e", "f");

        Assert.Equal("string[2,2] a|b b|c d|e e|f", HostRun.Single("TFText>NgramsStringJoin", [words], DataType.DtString, Neighbours(2)).Show());
        Assert.Equal("string[2,0]", HostRun.Single("TFText>NgramsStringJoin", [words], DataType.DtString, Neighbours(4)).Show());
    }

    [Fact]
    public void Run_SplitsOutsideTheInnermost_StayAsTheyAre() => Assert.Equal(
        ["string[1] a|b", "int64[2] 0 2", "int64[3] 0 1 1"],
        HostRun.Run(
            "TFText>NgramsStringJoin", [Texts.Of("a", "b", "c"), Tensor.Create<long>([2], [0, 2]), Tensor.Create<long>([3], [0, 2, 3])], [DataType.DtString, DataType.DtInt64, DataType.DtInt64], Neighbours(2, ("RAGGED_RANK", Attributes.Of(2L))))
            .Select(result => result.Show()));

    private static Tensor Ints(params int[] values) => Tensor.Create<int>([values.Length], values);

    private static (string, Inference.Protos.AttrValue)[] Neighbours(long width, params (string, Inference.Protos.AttrValue)[] others) =>
        [("width", Attributes.Of(width)), ("axis", Attributes.Of(-1L)), ("string_separator", Attributes.Of("|")), .. others];

    private static (string Tokens, string Starts, string Ends) CutPoints(string op, string text, bool keepsSpaces = false)
    {
        var points = text.EnumerateRunes().Select(rune => rune.Value).ToArray();
        var results = HostRun.Run(op, [Ints(points), Tensor.Create<long>([2], [0, points.Length])], PointOutputs, ("keep_whitespace", Attributes.Of(keepsSpaces)));
        var (found, splits) = (results[0].AsSpan<int>().ToArray(), results[1].AsSpan<long>().ToArray());
        var tokens = splits.Zip(splits.Skip(1), (start, end) => string.Concat(found[(int)start..(int)end].Select(point => new Rune(point).ToString())));
        Assert.Equal($"int64[2] 0 {splits.Length - 1}", results[4].Show());
        return (string.Join('|', tokens), string.Join(' ', results[2].AsSpan<long>().ToArray()), string.Join(' ', results[3].AsSpan<long>().ToArray()));
    }
}
