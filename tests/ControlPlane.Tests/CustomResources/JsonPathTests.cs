using System.Text.Json;
using ModelServing.ControlPlane.CustomResources;
using Xunit;

namespace ModelServing.ControlPlane.Tests.CustomResources;

public sealed class JsonPathTests
{
    private const string Value = """{"metadata":{"labels":{"a.b/c":"x"}},"spec":{"list":[1,2,3],"items":[{"type":"Ready","status":"True"},{"type":"Other","status":"False"}]}}""";

    [Theory]
    [InlineData(".spec.list", "[1,2,3]")]
    [InlineData(".spec.list[0]", "1")]
    [InlineData(".spec.list[-1]", "3")]
    [InlineData(".spec.list[*]", "1 2 3")]
    [InlineData(".spec.items[*].type", "\"Ready\" \"Other\"")]
    [InlineData(".spec.items[?(@.type==\"Ready\")].status", "\"True\"")]
    [InlineData(".spec.items[?(@.type=='Ready')].status", "\"True\"")]
    [InlineData(".spec.items[?(@.type!='Ready')].status", "\"False\"")]
    [InlineData(".metadata.labels['a.b/c']", "\"x\"")]
    [InlineData(".metadata.labels.a\\.b/c", "\"x\"")]
    [InlineData("{.spec.list[1]}", "2")]
    [InlineData(".spec.missing.deeper", "")]
    public void Find_GivesWhatThePathNames(string text, string expected)
    {
        Assert.True(JsonPath.TryParse(text, out var path));
        Assert.Equal(expected, string.Join(' ', path.Find(JsonDocument.Parse(Value).RootElement).Select(found => found.GetRawText())));
    }

    [Theory]
    [InlineData("spec")]
    [InlineData(".spec[")]
    [InlineData(".spec[x]")]
    [InlineData(".spec[?(@.a)]")]
    [InlineData(".")]
    [InlineData("..spec")]
    public void TryParse_Malformed_IsRefused(string text) => Assert.False(JsonPath.TryParse(text, out _));
}
