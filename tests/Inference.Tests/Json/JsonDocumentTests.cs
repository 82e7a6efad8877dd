using System.Text;
using ModelServing.Inference.Json;
using Xunit;

namespace ModelServing.Inference.Tests.Json;

public class JsonDocumentTests
{
    [Theory]
    [InlineData("", "The document is empty")]
    [InlineData("   ", "The document is empty. at offset: 3")]
    [InlineData("instances = [1, 2]", "Invalid value. at offset: 0")]
    [InlineData("{", "Missing a name for object member. at offset: 1")]
    [InlineData("{\"a\" 1}", "Missing a colon after a name of object member. at offset: 5")]
    [InlineData("{\"a\":}", "Invalid value. at offset: 5")]
    [InlineData("{\"a\":[1,2}", "Missing a comma or ']' after an array element. at offset: 9")]
    [InlineData("{\"a\":[1,]}", "Invalid value. at offset: 8")]
    [InlineData("{\"a\":01}", "Missing a comma or '}' after an object member. at offset: 6")]
    [InlineData("{\"a\":1.}", "Miss fraction part in number. at offset: 7")]
    [InlineData("{\"a\":1e}", "Miss exponent in number. at offset: 7")]
    [InlineData("{\"a\":nan}", "Invalid value. at offset: 6")]
    [InlineData("{\"a\":tru}", "Invalid value. at offset: 8")]
    [InlineData("{\"a\":True}", "Invalid value. at offset: 5")]
    [InlineData("{\"a\":+1}", "Invalid value. at offset: 5")]
    [InlineData("{\"a\":.5}", "Invalid value. at offset: 5")]
    [InlineData("{a:1}", "Missing a name for object member. at offset: 1")]
    [InlineData("{\"a\":1,}", "Missing a name for object member. at offset: 7")]
    [InlineData("{\"a\":\"x}", "Missing a closing quotation mark in string. at offset: 8")]
    [InlineData("[\"\\x\"]", "Invalid escape character in string. at offset: 2")]
    [InlineData("[\"\\u12g4\"]", "Incorrect hex digit after \\u escape in string. at offset: 2")]
    [InlineData("[\"\\ud800x\"]", "The surrogate pair in string is invalid. at offset: 2")]
    [InlineData("[\"\\udc00\"]", "The surrogate pair in string is invalid. at offset: 2")]
    [InlineData("[1e999]", "Number too big to be stored in double. at offset: 1")]
    public void TryParse_BadText_SaysWhatAndWhere(string text, string expected)
    {
        Assert.False(JsonDocument.TryParse(Encoding.UTF8.GetBytes(text), out _, out var error));
        Assert.Equal($"JSON Parse error: {expected}", error.Message);
    }

    [Theory]
    [InlineData("{}}", "{}")]
    [InlineData("{} x", "{}")]
    [InlineData("\uFEFF[1]", "[1]")]
    [InlineData("[NaN,Inf,Infinity,-Inf,-NaN]", "[NaN, Infinity, Infinity, -Infinity, NaN]")]
    [InlineData("[18446744073709551615,18446744073709551616,-9223372036854775808,-9223372036854775809]",
        "[18446744073709551615, 18446744073709552000.0, -9223372036854775808, -9223372036854776000.0]")]
    [InlineData("[2.0,0.1,1e30,1e-400,-0]", "[2.0, 0.1, 1e30, 0.0, 0]")]
    [InlineData("{\"a\":{\"b\":[[],{}]},\"c\":null}", "{\n    \"a\": {\n        \"b\": [[], {}]\n    },\n    \"c\": null\n}")]
    [InlineData("[\"\\u00e9\\ud83d\\ude00\\n\\u0001\"]", "[\"é😀\\n\\u0001\"]")]
    public void TryParse_GoodText_KeepsKindsAndContent(string text, string dump)
    {
        Assert.True(JsonDocument.TryParse(Encoding.UTF8.GetBytes(text), out var document, out _));
        using (document)
        {
            Assert.Equal(dump, JsonDump.Print(document.Root));
        }
    }

    [Fact]
    public void Print_LongValue_StopsAtTokenBoundary()
    {
        var text = Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Repeat("12345678", 100))}]");
        Assert.True(JsonDocument.TryParse(text, out var document, out _));
        using (document)
        {
            var dump = JsonDump.Print(document.Root);
            Assert.InRange(dump.Length, 256, 265);
            Assert.EndsWith("12345678", dump);
        }
    }

    [Fact]
    public void TryParse_HalfAMillionNestedArrays_DoesNotOverflow()
    {
        var text = Encoding.UTF8.GetBytes("{\"x\":" + new string('[', 500_000) + new string(']', 500_000) + "}");
        Assert.True(JsonDocument.TryParse(text, out var document, out _));
        document.Dispose();
    }
}
