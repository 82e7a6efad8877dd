using System.Security.Cryptography;
using System.Text;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Runtimes.Host.Kernels;
using ModelServing.ModelServer.Tests.Loading.Ops;
using ModelServing.Testing.SavedModels;
using Xunit;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading.Host;

public sealed class UnicodeOpsTests
{
    [Theory]
    [InlineData("NFC", "\u1E9B\u0323", "\u1E9B\u0323")]
    [InlineData("NFD", "\u1E9B\u0323", "\u017F\u0323\u0307")]
    [InlineData("NFKC", "\u1E9B\u0323", "\u1E69")]
    [InlineData("NFKD", "\u1E9B\u0323", "s\u0323\u0307")]
    [InlineData("NFKC", "ﬁ ｶﾞ ① Å", "fi ガ 1 \u00C5")]
    [InlineData("NFD", "각가", "\u1100\u1161\u11A8\u1100\u1161")]
    [InlineData("NFC", "\u1100\u1161\u11A8\u1100\u1161", "각가")]
    [InlineData("NFC", "e\u0301 plain \U0001F600", "é plain \U0001F600")]
    [InlineData("nfkc", "ﬁ", "fi")]
    public void Run_NormalizeUtf8_GivesEachForm(string form, string text, string expected) =>
        Assert.Equal([expected, ""], OpRun.Unary("NormalizeUTF8", Texts.Of(text, ""), ("normalization_form", Attributes.Of(form))).Read());

    [Fact]
    public void Run_NormalizeInvalidUtf8_ReplacesIt() =>
        Assert.Equal(["é\uFFFD"], OpRun.Unary("NormalizeUTF8", Texts.OfBytes([.. "e\u0301"u8, 0xFF])).Read());

    /// <summary>Every character between marks, twice; the digests are those of another implementation of Unicode 14.</summary>
    [Theory]
    [InlineData("NFC", "4232DB1EBC22CDEE")]
    [InlineData("NFD", "00D1524BD2648316")]
    [InlineData("NFKC", "8E75E4545608DB7A")]
    [InlineData("NFKD", "A3CA9EFC66B5A7C4")]
    public void Normalize_EveryCharacter_IsAsElsewhere(string form, string digest) =>
        Assert.Equal(digest, Digest(Enumerable.Range(1, 0x2FFFF), new UnicodeNormalizer(form).Normalize));

    /// <summary>Letters that are younger than Unicode 14 have small letters here.</summary>
    [Fact]
    public void CaseFold_EveryCharacter_IsAsElsewhere() => Assert.Equal(
        "C91A5EC61498050E",
        Digest(Enumerable.Range(1, 0x2FFFF).Except([0x1C89, 0xA7CB, 0xA7CC, 0xA7DA, 0xA7DC, .. Enumerable.Range(0x10D50, 0x16)]), CaseFolder.Fold));

    [Theory]
    [InlineData("STRASSE Straße", "strasse strasse")]
    [InlineData("ΣΊΣΥΦΟΣ", "σίσυφοσ")]
    [InlineData("BERT, 42 [UNK]", "bert, 42 [unk]")]
    [InlineData("Ⅷ ﬁn\u00ADal", "viii final")]
    [InlineData("", "")]
    public void Run_CaseFoldUtf8_MakesTextsOne(string text, string expected) => Assert.Equal([expected], OpRun.Unary("CaseFoldUTF8", Texts.Of(text)).Read());

    [Fact]
    public void Run_UnicodeDecode_ListsCharactersAndTheirPlaces()
    {
        var outputs = HostRun.Run("UnicodeDecodeWithOffsets", [Texts.Of("aé", "", "😀b")], [DataType.DtInt64, DataType.DtInt32, DataType.DtInt64], ("input_encoding", Attributes.Of("UTF-8")));
        var narrow = HostRun.Run("UnicodeDecode", [Texts.OfBytes([0x41, 0xFF, 0x42])], [DataType.DtInt32, DataType.DtInt32], ("input_encoding", Attributes.Of("UTF-8")), ("errors", Attributes.Of("ignore")), ("Tsplits", Attributes.Of(DataType.DtInt32)));

        Assert.Equal(["int64[4] 0 2 2 4", "int32[4] 97 233 128512 98", "int64[4] 0 1 0 4"], outputs.Select(HostRun.Show));
        Assert.Equal(["int32[2] 0 2", "int32[2] 65 66"], narrow.Select(HostRun.Show));
        Assert.Equal("Invalid formatting on input string", HostRun.Refusal("UnicodeDecode", [Texts.OfBytes([0xFF])], DataType.DtInt64, ("input_encoding", Attributes.Of("UTF-8")), ("errors", Attributes.Of("strict"))));
    }

    [Fact]
    public void Run_UnicodeEncode_JoinsWhatSplitsHoldTogether()
    {
        Tensor[] inputs = [Tensor.Create([5], 97, 233, 0xD800, 128512, 98), Tensor.Create([4], 0L, 2L, 2L, 5L)];

        Assert.Equal(["aé", "", "\uFFFD😀b"], HostRun.Single("UnicodeEncode", inputs, DataType.DtString).Read());
        Assert.Equal(["aé", "", "😀b"], HostRun.Single("UnicodeEncode", inputs, DataType.DtString, ("errors", Attributes.Of("ignore"))).Read());
        Assert.Equal([0, 97, 0, 233], HostRun.Single("UnicodeEncode", [inputs[0], Tensor.Create([2], 0L, 2L)], DataType.DtString, ("output_encoding", Attributes.Of("UTF-16-BE"))).Strings[0].ToArray().Select(value => (int)value));
        Assert.Equal("Code point is out of range for Unicode, or a noncharacter.", HostRun.Refusal("UnicodeEncode", inputs, DataType.DtString, ("errors", Attributes.Of("strict"))));
    }

    /// <summary>Windows over each row with its padding, as plain loops list them.</summary>
    [Theory]
    [InlineData(new[] { 2L }, 0, false)]
    [InlineData(new[] { 1L, 2L }, 0, false)]
    [InlineData(new[] { 3L }, -1, false)]
    [InlineData(new[] { 2L, 3L }, 1, false)]
    [InlineData(new[] { 4L }, 0, true)]
    [InlineData(new[] { 6L }, 1, true)]
    public void Run_StringNGrams_ListsTheRunsOfEachRow(long[] widths, long padding, bool keepsShort)
    {
        string[][] rows = [["a", "b", "c", "d"], [], ["e"]];
        var outputs = HostRun.Run(
            "StringNGrams", [Texts.Of([.. rows.SelectMany(row => row)]), Tensor.Create([4], 0, 4, 4, 5)], [DataType.DtString, DataType.DtInt32],
            ("separator", Attributes.Of("|")), ("left_pad", Attributes.Of("L")), ("right_pad", Attributes.Of("R")), ("ngram_widths", Attributes.List(widths)),
            ("pad_width", Attributes.Of(padding)), ("preserve_short_sequences", Attributes.Of(keepsShort)), ("Tsplits", Attributes.Of(DataType.DtInt32)));

        List<string> expected = [];
        List<int> ends = [0];
        foreach (var row in rows)
        {
            var before = expected.Count;
            foreach (var width in widths)
            {
                var pad = (int)Math.Min(padding < 0 ? width - 1 : padding, width - 1);
                string[] padded = [.. Enumerable.Repeat("L", pad), .. row, .. Enumerable.Repeat("R", pad)];
                expected.AddRange(Enumerable.Range(0, Math.Max(0, padded.Length - (int)width + 1)).Select(i => string.Join('|', padded.Skip(i).Take((int)width))));
            }

            if (keepsShort && expected.Count == before && row.Length > 0)
            {
                expected.Add(string.Join('|', [.. Enumerable.Repeat("L", (int)padding), .. row, .. Enumerable.Repeat("R", (int)padding)]));
            }

            ends.Add(expected.Count);
        }

        Assert.Equal(expected, outputs[0].Read());
        Assert.Equal(ends, outputs[1].AsSpan<int>().ToArray());
    }

    [Fact]
    public void TryLoad_UnknownForm_IsRefused()
    {
        var builder = new SavedModelBuilder();
        var y = builder.Add("NormalizeUTF8", "normalize", [builder.Placeholder("x", DataType.DtString)], ("normalization_form", Attributes.Of("NFX")));
        builder.Sign("serving_default", [("x", TensorProtos.Info("x:0", DataType.DtString))], [("y", TensorProtos.Info(y, DataType.DtString))]);

        Assert.Contains("normalize", Models.FailToLoad(builder).Message, StringComparison.Ordinal);
    }

    private static string Digest(IEnumerable<int> points, Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> change)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var point in points)
        {
            if (Rune.TryCreate(point, out var rune))
            {
                hash.AppendData(change(Encoding.UTF8.GetBytes($"a\u0345{rune}\u0307\u0323{rune}")).Span);
                hash.AppendData("\n"u8);
            }
        }

        return Convert.ToHexString(hash.GetHashAndReset())[..16];
    }
}
