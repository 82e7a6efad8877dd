using System.Text.Json.Nodes;
using ModelServing.Kubernetes.Patch;
using Xunit;

namespace ModelServing.Kubernetes.Tests.Patch;

/// <summary>The test cases of RFC 7386's appendix whose documents are objects.</summary>
public sealed class MergePatchTests
{
    [Theory]
    [InlineData("""{"a":"b"}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"b":"c"}""", """{"a":"b","b":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"a":null}""", "{}")]
    [InlineData("""{"a":"b","b":"c"}""", """{"a":null}""", """{"b":"c"}""")]
    [InlineData("""{"a":["b"]}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"c"}""", """{"a":["b"]}""", """{"a":["b"]}""")]
    [InlineData("""{"a":{"b":"c"}}""", """{"a":{"b":"d","c":null}}""", """{"a":{"b":"d"}}""")]
    [InlineData("""{"a":[{"b":"c"}]}""", """{"a":[1]}""", """{"a":[1]}""")]
    [InlineData("""{"e":null}""", """{"a":1}""", """{"e":null,"a":1}""")]
    [InlineData("{}", """{"a":{"bb":{"ccc":null}}}""", """{"a":{"bb":{}}}""")]
    public void Apply_GivesTheDocumentOfTheStandard(string target, string patch, string expected)
    {
        var value = JsonNode.Parse(target)!.AsObject(); // the table holds objects

        MergePatch.Apply(value, JsonNode.Parse(patch)!.AsObject()); // the table holds objects

        Assert.Equal(expected, value.ToJsonString());
    }
}
