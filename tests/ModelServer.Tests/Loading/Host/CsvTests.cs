using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.Testing.SavedModels;
using Xunit;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.ModelServer.Tests.Loading.Host;

/// <summary>Records that TensorFlow reads, and those that it refuses, in its words.</summary>
public sealed class CsvTests
{
    private static readonly DataType[] Types = [DataType.DtInt32, DataType.DtFloat, DataType.DtString];

    private static readonly Tensor[] Defaults = [Tensor.Create<int>([1], [7]), Tensor.Create<float>([0], []), Texts.Of("none")];

    [Fact]
    public void Run_Records_BecomeColumns() => Assert.Equal(
        ["int32[4] 1 7 -3 4", "float[4] 2.5 1 0.5 Infinity", "string[4] a none é, \"b\" x y"],
        Read(["1,2.5,a", ",1,", "-3, .5 ,\"é, \"\"b\"\"\"", "\r\n4,inf,x y"]).Select(result => result.Show()));

    [Fact]
    public void Run_RecordsOfAnyShape_KeepIt() => Assert.Equal(
        "int32[1,2] 1 2", HostRun.Run("DecodeCSV", [Tensor.FromStrings([1, 2], "1,1,", "2,1,"), .. Defaults], Types, Attribute())[0].Show());

    [Theory]
    [InlineData("1;2;a;b", ';', "", true, "1 2 a b")]
    [InlineData("1,\"2\"\"\",a", ',', "", true, "1 2\" a")]
    [InlineData("\"1\",\"2\",\"a,b\"", ',', "", true, "1 2 a,b")]
    [InlineData("1,\"2\",a", ',', "", false, "1 \"2\" a")]
    [InlineData("a,NA,b,", ',', "NA", true, "a - b -")]
    [InlineData("", ',', "", true, "")]
    public void Run_Fields_AreCutAsAsked(string record, char delimiter, string missing, bool takesQuotes, string expected)
    {
        var count = expected.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
        var types = Enumerable.Repeat(DataType.DtString, count).ToArray();
        if (count == 0)
        {
            Assert.Equal("Expect 3 fields but have 0 in record 0", Assert.Throws<ModelServer.Loading.ModelRunException>(() => Read([record])).Message);
            return;
        }

        var results = HostRun.Run(
            "DecodeCSV",
            [Texts.Of(record), .. types.Select(_ => Texts.Of("-"))],
            types,
            ("OUT_TYPE", Attributes.List(types)),
            ("field_delim", Attributes.Of(delimiter.ToString())),
            ("na_value", Attributes.Of(missing)),
            ("use_quote_delim", Attributes.Of(takesQuotes)));

        Assert.Equal(expected, string.Join(' ', results.Select(result => result.Read()[0])));
    }

    [Fact]
    public void Run_ChosenColumns_AreThoseAlone() => Assert.Equal(
        ["int32[1] 2", "float[1] 4", "string[1] none"],
        HostRun.Run("DecodeCSV", [Texts.Of("1,2,3,4,"), .. Defaults], Types, Attribute(), ("select_cols", Attributes.List(1, 3, 4))).Select(result => result.Show()));

    [Theory]
    [InlineData("1,2", "Expect 3 fields but have 2 in record 0")]
    [InlineData("1,2,a,b", "Expect 3 fields but have 4 in record 0")]
    [InlineData("1,,a", "Field 1 is required but missing in record 0!")]
    [InlineData("1.5,2,a", "Field 0 in record 0 is not a valid int32: 1.5")]
    [InlineData("1,two,a", "Field 1 in record 0 is not a valid float: two")]
    [InlineData("1,2,a\"b", "Unquoted fields cannot have quotes/CRLFs inside")]
    [InlineData("1,2,a\n", "Unquoted fields cannot have quotes/CRLFs inside")]
    [InlineData("1,2,\"a\"b\"", "Quote inside a string has to be escaped by another quote")]
    [InlineData("1,2,\"a", "Quoted field has to end with quote followed by delim or end")]
    [InlineData("1,2,\"", "Quoted field has to end with quote followed by delim or end")]
    public void Run_RecordThatDoesNotFit_IsRefused(string record, string expected) =>
        Assert.Equal(expected, Assert.Throws<ModelServer.Loading.ModelRunException>(() => Read([record])).Message);

    [Fact]
    public void Run_SeveralDefaultsOfAField_AreRefused() => Assert.Equal(
        "There should only be 1 default per field but field 1 has 2",
        Assert.Throws<ModelServer.Loading.ModelRunException>(() => HostRun.Run("DecodeCSV", [Texts.Of("1,2,a"), Defaults[0], Tensor.Create<float>([2], [1, 2]), Defaults[2]], Types, Attribute())).Message);

    private static Tensor[] Read(string[] records) => HostRun.Run("DecodeCSV", [Texts.Of(records), .. Defaults], Types, Attribute());

    private static (string, AttrValue) Attribute() => ("OUT_TYPE", Attributes.List(Types));
}
