using ModelServing.Kubernetes.Yaml;
using Xunit;

namespace ModelServing.Kubernetes.Tests.Yaml;

public sealed class YamlDocumentsTests
{
    [Theory]
    [InlineData("a: 1\nb: [x, \"2\", 0.5, true, null]", """{"a":1,"b":["x","2",0.5,true,null]}""")]
    [InlineData("a: |\n  line\n  two\n", """{"a":"line\ntwo\n"}""")]
    [InlineData("a: &x {b: 1}\nc: *x", """{"a":{"b":1},"c":{"b":1}}""")]
    [InlineData("on: yes\nquoted: 'yes'", """{"on":true,"quoted":"yes"}""")]
    [InlineData("version: 1.10.0\nport: 0x1F\nbig: 12345678901234567890123", """{"version":"1.10.0","port":31,"big":1.2345678901234568E+22}""")]
    [InlineData("a:\n  b: \"one\n  two \\\"three\\\"\n\n  four\"\n  c: 'it''s\n  five'", """{"a":{"b":"one two \u0022three\u0022\nfour","c":"it\u0027s five"}}""")]
    [InlineData("""{"json": {"is": ["yaml"]}}""", """{"json":{"is":["yaml"]}}""")]
    public void TryRead_GivesTheJson(string text, string expected)
    {
        Assert.True(YamlDocuments.TryRead(text, out var documents, out var error), error);
        Assert.Equal(expected, Assert.Single(documents).ToJsonString());
    }

    [Fact]
    public void TryRead_SeveralDocuments_SkipsEmptyOnes()
    {
        Assert.True(YamlDocuments.TryRead("a: 1\n---\n---\n# nothing\n---\nb: 2\n", out var documents, out _));
        Assert.Equal(["""{"a":1}""", """{"b":2}"""], documents.Select(document => document.ToJsonString()));
    }

    [Theory]
    [InlineData("a: [1")]
    [InlineData("a: b: c")]
    [InlineData("a: 1\na: 2")]
    [InlineData("a: *nowhere")]
    [InlineData("{a: 1}}")]
    [InlineData("? [complex]\n: key")]
    public void TryRead_Malformed_SaysWhere(string text)
    {
        Assert.False(YamlDocuments.TryRead(text, out _, out var error));
        Assert.StartsWith("line ", error, StringComparison.Ordinal);
    }

    [Fact]
    public void TryRead_TooDeep_IsRefused() =>
        Assert.False(YamlDocuments.TryRead(new string('[', 500) + new string(']', 500), out _, out _));

    [Fact]
    public void TryRead_MultiplyingAliases_AreRefused()
    {
        var lines = Enumerable.Range(1, 12).Select(i => $"a{i}: &x{i} [{string.Join(',', Enumerable.Repeat($"*x{i - 1}", 9))}]");

        Assert.False(YamlDocuments.TryRead($"a0: &x0 [1]\n{string.Join('\n', lines)}", out _, out var error));
        Assert.EndsWith("aliases make the document too large", error, StringComparison.Ordinal);
    }
}
