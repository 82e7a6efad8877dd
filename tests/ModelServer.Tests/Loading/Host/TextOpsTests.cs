using System.Globalization;
using ModelServing.Inference.Errors;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading;
using ModelServing.ModelServer.Tests.Loading.Ops;
using ModelServing.Testing.SavedModels;
using Xunit;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading.Host;

public sealed class TextOpsTests
{
    [Fact]
    public void Run_Case_TouchesOtherLettersOnlyWhereToldTheEncoding()
    {
        var texts = Texts.Of("ÄBC déf", "", "X1-y");
        var encoding = ("encoding", Attributes.Of("utf-8"));

        Assert.Equal(["Äbc déf", "", "x1-y"], OpRun.Unary("StringLower", texts).Read());
        Assert.Equal(["äbc déf", "", "x1-y"], OpRun.Unary("StringLower", texts, encoding).Read());
        Assert.Equal(["ÄBC DéF", "", "X1-Y"], OpRun.Unary("StringUpper", texts).Read());
        Assert.Equal(["ÄBC DÉF", "", "X1-Y"], OpRun.Unary("StringUpper", texts, encoding).Read());
    }

    [Fact]
    public void Run_InvalidUtf8_IsKeptByWhatNeedsNoText()
    {
        byte[] broken = [(byte)'A', 0xFF, 0xC3, (byte)'!', (byte)' '];

        Assert.Equal(new byte[] { (byte)'a', 0xFF, 0xC3, (byte)'!', (byte)' ' }, OpRun.Unary("StringLower", Texts.OfBytes(broken)).Strings[0].ToArray());
        Assert.Equal(broken[..4], OpRun.Unary("StringStrip", Texts.OfBytes(broken)).Strings[0].ToArray());
        Assert.Equal(new byte[] { (byte)'A', 0xFF, 0xC3, (byte)'?', (byte)' ' }, Replace(Texts.OfBytes(broken), "!", "?").Strings[0].ToArray());
        Assert.Equal("a\uFFFD\uFFFD! "u8.ToArray(), OpRun.Unary("StringLower", Texts.OfBytes(broken), ("encoding", Attributes.Of("utf-8"))).Strings[0].ToArray());
    }

    /// <summary>Cases from the documentation of RE2, and those in which it and .NET differ.</summary>
    [Theory]
    [InlineData("b+", "d", "yabba dabba doo", "yada dada doo")]
    [InlineData("b*", "-", "abc", "-a-c-")]
    [InlineData(@"[[:punct:]]", "", "a,b.c!d[e]f$", "abcdef")]
    [InlineData(@"[!""#$%&()\*\+,-\./:;<=>?@\[\\\]^_`{|}~\']", "", "it's, a [test] ^_^ (really)!", "its a test  really")]
    [InlineData(@"(\w+)@(\w+)", @"\2 at \1 \\ \0", "me@here", @"here at me \ me@here")]
    [InlineData(@"(?P<first>a)(b)", @"\2\1", "ab", "ba")]
    [InlineData(@"\d", "N", "1٣", "N٣")]
    [InlineData(@"a$", "x", "a\na", "a\nx")]
    [InlineData(@"(?i)ä", "ae", "ÄÄ", "aeae")]
    [InlineData(@"\pL+", "L", "héé-1", "L-1")]
    [InlineData(@"[^\x{4e00}-\x{9fff}]", "", "a中b文", "中文")]
    [InlineData(@"[\x{1F600}-\x{1F64F}]", "", "a😀b🙏c🚀", "abc🚀")]
    [InlineData(@"[a\x{1F600}]", "-", "a😀b", "--b")]
    [InlineData(@"[\x{FFF0}-\x{1F64F}]+", "-", "a\uFFFD😀b", "a-b")]
    [InlineData(@"[\x{20000}-\x{2A6DF}]", "", "x𠀀𪛟𪜀", "x𪜀")]
    [InlineData("[😀-🙏]", "", "a😀b🙏c🚀", "abc🚀")]
    [InlineData("[^😀-🙏]", "-", "a😀🚀", "-😀-")]
    [InlineData(@"[^a\x{1F600}]", "", "a😀b🙏", "a😀")]
    [InlineData("[^a-z]", "-", "a😀b", "a-b")]
    [InlineData("[😀-]", "", "a-😀b", "ab")]
    [InlineData(@"\W", "-", "a😀b", "a-b")]
    [InlineData(@"<br />", " ", "a<br />b", "a b")]
    public void Run_StaticRegexReplace_FollowsRe2(string pattern, string rewrite, string text, string expected) =>
        Assert.Equal([expected], Replace(Texts.Of(text), pattern, rewrite).Read());

    [Fact]
    public void Run_RegexReplace_TakesPatternsAtRunTime()
    {
        var once = ("replace_global", Attributes.Of(false));

        Assert.Equal(["b-a", "b-b"], OpRun.Single("RegexReplace", [Texts.Of("aa-a", "aa-b"), Tensor.FromStrings([], "a+"), Tensor.FromStrings([], "b")], [], once).Read());
        var refused = Assert.Throws<ModelRunException>(() => OpRun.Single("RegexReplace", [Texts.Of("a"), Tensor.FromStrings([], "("), Tensor.FromStrings([], "b")], []));
        Assert.Equal(ErrorCode.InvalidArgument, refused.Code);
        Assert.StartsWith("Invalid pattern: (, error: ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_FullMatch_IsOfTheWholeText()
    {
        var texts = Texts.Of("abc", "abcd", "", "abc\n");

        Assert.Equal([true, false, false, false], OpRun.Run("StaticRegexFullMatch", [texts], [], [DataType.DtBool], ("pattern", Attributes.Of("a.c")))[0].AsSpan<bool>().ToArray());
        Assert.Equal([true, true, false, false], OpRun.Run("RegexFullMatch", [texts, Tensor.FromStrings([], "ab|abc.?")], [], [DataType.DtBool])[0].AsSpan<bool>().ToArray());
    }

    [Fact]
    public void TryLoad_PatternThatNeedsBacktracking_IsRefused()
    {
        var builder = new SavedModelBuilder();
        var x = builder.Placeholder("x", DataType.DtString, -1);
        var replaced = builder.Add("StaticRegexReplace", "replace", [x], ("pattern", Attributes.Of(@"(a)\1")), ("rewrite", Attributes.Of("b")));
        builder.Sign("serving_default", [("x", TensorProtos.Info(x, DataType.DtString))], [("y", TensorProtos.Info(replaced, DataType.DtString))]);

        Assert.Equal(
            new LoadError(ErrorCode.InvalidArgument, @"Op StaticRegexReplace at node replace: Invalid pattern: (a)\1, error: invalid escape sequence: \1"),
            Models.FailToLoad(builder));
    }

    [Fact]
    public void Run_LengthsAndParts_CountBytesOrCharacters()
    {
        var texts = Texts.Of("hello", "日本語", "");
        var characters = ("unit", Attributes.Of("UTF8_CHAR"));

        Assert.Equal([5, 9, 0], OpRun.Run("StringLength", [texts], [], [DataType.DtInt32])[0].AsSpan<int>().ToArray());
        Assert.Equal([5, 3, 0], OpRun.Run("StringLength", [texts], [], [DataType.DtInt32], characters)[0].AsSpan<int>().ToArray());
        Assert.Equal(["ell", "本語", ""], OpRun.Single("Substr", [texts, Tensor.Create([3], 1, -2, 0), Tensor.Create([3], 3, 9, 2)], [], characters).Read());
        Assert.Equal(["el", "日"], OpRun.Single("Substr", [Texts.Of("hello", "日本語"), Tensor.Create([2], 1, 0), Tensor.Create([2], 2, 3)], []).Read());
        var refused = Assert.Throws<ModelRunException>(() => OpRun.Single("Substr", [Texts.Of("ab"), Tensor.Scalar(3), Tensor.Scalar(1)], []));
        Assert.Equal("pos 3 out of range for string b'ab' at index 0", refused.Message);
    }

    [Fact]
    public void Run_Joins_GoSideBySideAndAlongAxes()
    {
        var grid = Tensor.FromStrings([2, 2], "a", "b", "c", "d");
        var dash = ("separator", Attributes.Of("-"));

        Assert.Equal(["a-x", "b-x"], OpRun.Single("StringJoin", [Texts.Of("a", "b"), Tensor.FromStrings([], "x")], [], dash).Read());
        Assert.Equal(["ac", "bd"], OpRun.Single("ReduceJoin", [grid, Tensor.Create([1], 0)], []).Read());
        Assert.Equal(["ab", "cd"], OpRun.Single("ReduceJoin", [grid, Tensor.Create([1], -1)], []).Read());
        Assert.Equal(["acbd"], OpRun.Single("ReduceJoin", [grid, Tensor.Create([2], 0, 1)], []).Read());
        Assert.Equal(["a-b-c-d"], OpRun.Single("ReduceJoin", [grid, Tensor.Create([2], 1, 0)], [], dash).Read());
        Assert.Equal([2L, 1], OpRun.Single("ReduceJoin", [grid, Tensor.Create([1], 1)], [], ("keep_dims", Attributes.Of(true))).Shape.ToArray());
    }

    [Fact]
    public void Run_RangeThatGoesBackwards_IsRefused()
    {
        var refused = Assert.Throws<ModelRunException>(() => OpRun.Single("RegexReplace", [Texts.Of("a"), Tensor.FromStrings([], @"[\x{1F64F}-\x{1F600}]"), Tensor.FromStrings([], "")], []));

        Assert.Equal(@"Invalid pattern: [\x{1F64F}-\x{1F600}], error: invalid character class range: \x{1F64F}-\x{1F600}", refused.Message);
    }

    [Fact]
    public void Run_UnsortedSegmentJoin_JoinsTheRowsOfEachSegment()
    {
        var colon = ("separator", Attributes.Of(":"));
        var rows = Tensor.FromStrings([3, 2], "a", "b", "c", "d", "e", "f");

        var joined = OpRun.Single("UnsortedSegmentJoin", [rows, Tensor.Create([3], 2, 0, 2), Tensor.Scalar(3)], [], colon);

        Assert.Equal([3L, 2], joined.Shape.ToArray());
        Assert.Equal(["c", "d", "", "", "a:e", "b:f"], joined.Read());
        Assert.Equal(["ad", "bce"], OpRun.Single("UnsortedSegmentJoin", [Tensor.FromStrings([5], "a", "b", "c", "d", "e"), Tensor.Create([5], 0L, 1, 1, 0, 1), Tensor.Scalar(2)], []).Read());
        Assert.Equal("Segment id 1 out of range [0, 1)", Assert.Throws<ModelRunException>(() => OpRun.Single("UnsortedSegmentJoin", [Texts.Of("a", "b"), Tensor.Create([2], 0, 1), Tensor.Scalar(1)], [])).Message);
        Assert.Equal("Segment_id cannot have rank 0", Assert.Throws<ModelRunException>(() => OpRun.Single("UnsortedSegmentJoin", [Texts.Of("a"), Tensor.Scalar(0), Tensor.Scalar(1)], [])).Message);
    }

    [Fact]
    public void Run_ListDiff_KeepsWhatTheOtherListLacks()
    {
        var results = OpRun.Run("ListDiff", [Texts.Of("b", "a", "c", "a"), Texts.Of("a")], [], [DataType.DtString, DataType.DtInt64], ("T", Attributes.Of(DataType.DtString)), ("out_idx", Attributes.Of(DataType.DtInt64)));

        Assert.Equal(["b", "c"], results[0].Read());
        Assert.Equal([0L, 2], results[1].AsSpan<long>().ToArray());
    }

    [Theory]
    [InlineData("", -1, "a  b \tc ", "a|b|c")]
    [InlineData("", 1, " a  b c ", "a|b c ")]
    [InlineData(",", -1, "a,,b,", "a||b|")]
    [InlineData(",", 1, "a,b,c", "a|b,c")]
    [InlineData("<>", -1, "a<>b<>", "a|b|")]
    public void Run_StringSplitV2_IsPythonsSplit(string separator, int limit, string text, string expected)
    {
        var results = OpRun.Run("StringSplitV2", [Texts.Of("", text), Tensor.FromStrings([], separator)], [], [DataType.DtInt64, DataType.DtString, DataType.DtInt64], ("maxsplit", Attributes.Of((long)limit)));

        var tokens = expected.Split('|');
        var all = separator.Length == 0 ? tokens : ["", .. tokens];
        Assert.Equal(all, results[1].Read());
        Assert.Equal([2L, tokens.Length], results[2].AsSpan<long>().ToArray());
        var rows = tokens.SelectMany((_, i) => new long[] { 1, i });
        Assert.Equal(separator.Length == 0 ? rows : [0L, 0L, .. rows], results[0].AsSpan<long>().ToArray());
    }

    [Fact]
    public void Run_StringSplit_TakesEachByteAsADelimiter()
    {
        DataType[] types = [DataType.DtInt64, DataType.DtString, DataType.DtInt64];

        Assert.Equal(["a", "b", "c"], OpRun.Run("StringSplit", [Texts.Of("a, b,,c"), Tensor.FromStrings([], ", ")], [], types)[1].Read());
        Assert.Equal(["a", "", "b", ""], OpRun.Run("StringSplit", [Texts.Of("a,,b,"), Tensor.FromStrings([], ",")], [], types, ("skip_empty", Attributes.Of(false)))[1].Read());
        Assert.Equal(["a", "b"], OpRun.Run("StringSplit", [Texts.Of("ab"), Tensor.FromStrings([], "")], [], types)[1].Read());
        Assert.Equal([0L, 0], OpRun.Run("StringSplit", [Texts.Of(), Tensor.FromStrings([], ",")], [], types)[2].AsSpan<long>().ToArray());
    }

    [Fact]
    public void Run_AsString_WritesLikePrintf()
    {
        var reals = Tensor.Create([3], 1.5f, -0.25f, float.NaN);
        var numbers = Tensor.Create([2], 7L, -12L);

        Assert.Equal(["1.500000", "-0.250000", "nan"], Write(reals));
        Assert.Equal(["1.50", "-0.25", "nan"], Write(reals, ("precision", Attributes.Of(2L))));
        Assert.Equal(["1.5", "-0.25", "nan"], Write(reals, ("shortest", Attributes.Of(true))));
        Assert.Equal(["1.500000e+00", "-2.500000e-01", "nan"], Write(reals, ("scientific", Attributes.Of(true))));
        Assert.Equal(["7", "-12"], Write(numbers));
        Assert.Equal(["0007", "-012"], Write(numbers, ("width", Attributes.Of(4L)), ("fill", Attributes.Of("0"))));
        Assert.Equal(["true", "false"], Write(Tensor.Create([2], true, false)));
    }

    [Fact]
    public void Run_StringToNumber_RefusesWhatIsNone()
    {
        Assert.Equal([1.5f, -2e3f, float.PositiveInfinity], Parse(Texts.Of(" 1.5", "-2e3", "inf"), DataType.DtFloat).AsSpan<float>().ToArray());
        Assert.Equal([long.MaxValue, -7L], Parse(Texts.Of(long.MaxValue.ToString(CultureInfo.InvariantCulture), "-7"), DataType.DtInt64).AsSpan<long>().ToArray());
        Assert.Equal("StringToNumberOp could not correctly convert string: 1x", Assert.Throws<ModelRunException>(() => Parse(Texts.Of("1x"), DataType.DtInt32)).Message);
        Assert.Throws<ModelRunException>(() => Parse(Texts.Of(""), DataType.DtFloat));
    }

    [Fact]
    public void Run_Base64AndRaw_AreOfBytes()
    {
        byte[] bytes = [0xFB, 0xFF, 0x00, 0x10];

        Assert.Equal(["-_8AEA"], OpRun.Unary("EncodeBase64", Texts.OfBytes(bytes)).Read());
        Assert.Equal(["-_8AEA=="], OpRun.Unary("EncodeBase64", Texts.OfBytes(bytes), ("pad", Attributes.Of(true))).Read());
        Assert.Equal(bytes, OpRun.Unary("DecodeBase64", Texts.Of("-_8AEA")).Strings[0].ToArray());
        Assert.Equal("Invalid character found in base64.", Assert.Throws<ModelRunException>(() => OpRun.Unary("DecodeBase64", Texts.Of("+/")))!.Message);
        var raw = OpRun.Run("DecodeRaw", [Texts.OfBytes(bytes)], [], [DataType.DtUint16], ("out_type", Attributes.Of(DataType.DtUint16)))[0];
        Assert.Equal([1L, 2], raw.Shape.ToArray());
        Assert.Equal([0xFFFB, 0x1000], raw.AsSpan<ushort>().ToArray().Select(value => (int)value));
        Assert.Throws<ModelRunException>(() => OpRun.Run("DecodeRaw", [Texts.Of("ab", "abcd")], [], [DataType.DtUint8], ("out_type", Attributes.Of(DataType.DtUint8))));
    }

    [Fact]
    public void Run_UnicodeTranscode_ReplacesIgnoresOrRefuses()
    {
        (string, AttrValue)[] utf8 = [("input_encoding", Attributes.Of("UTF-8")), ("output_encoding", Attributes.Of("UTF-8"))];
        var broken = Texts.OfBytes([(byte)'a', 0xFF, (byte)'b']);

        Assert.Equal(["a\uFFFDb"], OpRun.Unary("UnicodeTranscode", broken, utf8).Read());
        Assert.Equal(["ab"], OpRun.Unary("UnicodeTranscode", broken, [.. utf8, ("errors", Attributes.Of("ignore"))]).Read());
        Assert.Throws<ModelRunException>(() => OpRun.Unary("UnicodeTranscode", broken, [.. utf8, ("errors", Attributes.Of("strict"))]));
        var wide = OpRun.Unary("UnicodeTranscode", Texts.Of("é😀"), ("input_encoding", Attributes.Of("UTF-8")), ("output_encoding", Attributes.Of("UTF-16-BE")));
        Assert.Equal(new byte[] { 0x00, 0xE9, 0xD8, 0x3D, 0xDE, 0x00 }, wide.Strings[0].ToArray());
        Assert.Equal(["é😀"], OpRun.Unary("UnicodeTranscode", wide, ("input_encoding", Attributes.Of("UTF-16-BE")), ("output_encoding", Attributes.Of("UTF-8"))).Read());
    }

    private static Tensor Replace(Tensor texts, string pattern, string rewrite) =>
        OpRun.Unary("StaticRegexReplace", texts, ("pattern", Attributes.Of(pattern)), ("rewrite", Attributes.Of(rewrite)));

    private static string[] Write(Tensor tensor, params (string, AttrValue)[] attributes) =>
        OpRun.Run("AsString", [tensor], [], [DataType.DtString], [("T", Attributes.Of((DataType)tensor.DataType)), .. attributes])[0].Read();

    private static Tensor Parse(Tensor texts, DataType type) => OpRun.Run("StringToNumber", [texts], [], [type], ("out_type", Attributes.Of(type)))[0];
}
