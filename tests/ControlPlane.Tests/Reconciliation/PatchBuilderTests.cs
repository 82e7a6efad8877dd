using System.Text.Json.Nodes;
using ModelServing.ControlPlane.Reconciliation;
using Xunit;

namespace ModelServing.ControlPlane.Tests.Reconciliation;

public class PatchBuilderTests
{
    [Theory]
    [InlineData("""{"a":1}""", """{"a":1}""", false, null)]
    [InlineData("""{"a":1}""", """{"a":2}""", false, """{"a":2}""")]
    [InlineData("""{"a":1,"b":2}""", """{"a":1}""", false, null)]
    [InlineData("""{"a":1,"b":2}""", """{"a":1}""", true, """{"b":null}""")]
    [InlineData("""{"a":{"b":1,"c":2}}""", """{"a":{"b":3}}""", false, """{"a":{"b":3}}""")]
    [InlineData("""{"a":{"b":1,"c":2}}""", """{"a":{"b":3}}""", true, """{"a":{"b":3,"c":null}}""")]
    [InlineData("""{}""", """{"a":{}}""", false, """{"a":{}}""")]
    [InlineData("""{"a":[{"n":"x","filled":true}]}""", """{"a":[{"n":"x"}]}""", false, null)]
    [InlineData("""{"a":[{"n":"x","filled":true}]}""", """{"a":[{"n":"x"}]}""", true, """{"a":[{"n":"x"}]}""")]
    [InlineData("""{"a":[{"n":"x","filled":true}]}""", """{"a":[{"n":"y"}]}""", false, """{"a":[{"n":"y"}]}""")]
    [InlineData("""{"a":[1]}""", """{"a":[1,2]}""", false, """{"a":[1,2]}""")]
    public void Diff_CurrentAndDesired_GivesWhatHasToBeWritten(string current, string desired, bool remove, string? expected)
    {
        var patch = PatchBuilder.Diff(Parse(current), Parse(desired), remove);

        Assert.True(JsonNode.DeepEquals(expected is null ? null : Parse(expected), patch), patch?.ToJsonString());
    }

    private static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject(); // the cases are objects
}
