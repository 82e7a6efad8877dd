using System.Globalization;
using System.Text;
using CsCheck;
using ModelServing.Inference.Json;
using Xunit;

namespace ModelServing.Inference.Tests.Json;

public sealed class FastNumbersTests
{
    private static readonly Gen<string> Decimals = Gen.Select(
        Gen.Bool,
        Gen.Int[0, int.MaxValue],
        Gen.Char['0', '9'].Array[0, 20].Select(digits => new string(digits)),
        Gen.OneOf(Gen.Const(""), Gen.Int[-30, 30].Select(exponent => string.Create(CultureInfo.InvariantCulture, $"e{exponent}")), Gen.Int[0, 30].Select(exponent => $"E+{exponent}")),
        (negative, whole, fraction, exponent) => $"{(negative ? "-" : "")}{whole}{(fraction.Length > 0 ? "." : "")}{fraction}{exponent}");

    [Fact]
    public void Array_OfDecimals_ReadsEachAsTheNearestDouble() => Decimals.Array[1, 12].Sample(
        texts =>
        {
            using var document = Parse($"[{string.Join(',', texts)}]");
            var value = document.Root.FirstElement;
            foreach (var text in texts)
            {
                Assert.Equal(double.Parse(text, CultureInfo.InvariantCulture), value.AsDouble());
                Assert.Equal(text.Contains('.') || text.Contains('e') || text.Contains('E') ? JsonKind.Double : JsonKind.Int64, value.Kind);
                value = value.NextSibling;
            }
        });

    [Fact]
    public void Array_OfIntegersOfAnyLength_KeepsEveryDigit() => Gen.Select(Gen.Long, Gen.Int[0, 63]).Select(pair => pair.Item1 >> pair.Item2).Array[1, 12].Sample(
        numbers =>
        {
            using var document = Parse($"[{string.Join(", ", numbers)}]");
            var value = document.Root.FirstElement;
            foreach (var number in numbers)
            {
                Assert.Equal((JsonKind.Int64, number), (value.Kind, value.Bits));
                value = value.NextSibling;
            }
        });

    [Theory]
    [InlineData("-0.0", "-0")]
    [InlineData("0.1", "0.1")]
    [InlineData("1e22", "1E+22")]
    [InlineData("9007199254740993.0", "9007199254740992")]
    [InlineData("0.30000000000000004", "0.30000000000000004")]
    [InlineData("123456789012345678.5", "1.2345678901234568E+17")]
    [InlineData("-9670710.073823942820E+15", "-9.670710073823943E+21")]
    public void Number_ThatRoundsClosely_IsTheNearestDouble(string text, string expected)
    {
        using var document = Parse($"[{text},        0]");

        Assert.Equal(expected, document.Root.FirstElement.AsDouble().ToString("R", CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Number_AtTheVeryEnd_IsReadToItsEnd()
    {
        for (var length = 1; length <= 18; length++)
        {
            var text = "0." + "123456789123456789"[..length];
            using var document = Parse($"[[{text}]]");

            Assert.Equal(double.Parse(text, CultureInfo.InvariantCulture), document.Root.FirstElement.FirstElement.AsDouble());
        }
    }

    [Theory]
    [InlineData("[01,22222222]", "Missing a comma or ']' after an array element. at offset: 2")]
    [InlineData("[1,-,22222222]", "Invalid value. at offset: 4")]
    [InlineData("[1,2.,22222222]", "Miss fraction part in number. at offset: 5")]
    [InlineData("[1,2.5e,22222222]", "Miss exponent in number. at offset: 7")]
    [InlineData("[1,2,,22222222]", "Invalid value. at offset: 5")]
    [InlineData("[1,2 3,22222222]", "Missing a comma or ']' after an array element. at offset: 5")]
    [InlineData("[1,2.5;3,2222222]", "Missing a comma or ']' after an array element. at offset: 6")]
    public void Array_WithABadNumberInside_FailsWhereItStands(string text, string expected)
    {
        Assert.False(JsonDocument.TryParse(Encoding.UTF8.GetBytes(text), out _, out var error));
        Assert.Equal($"JSON Parse error: {expected}", error.Message);
    }

    private static JsonDocument Parse(string text)
    {
        Assert.True(JsonDocument.TryParse(Encoding.UTF8.GetBytes(text), out var document, out var error), error?.Message);
        return document;
    }
}
