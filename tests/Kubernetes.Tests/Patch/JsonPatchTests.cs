using System.Text.Json.Nodes;
using ModelServing.Kubernetes.Patch;
using Xunit;

namespace ModelServing.Kubernetes.Tests.Patch;

public sealed class JsonPatchTests
{
    [Theory]
    [InlineData("""{"a":1}""", """[{"op":"add","path":"/b","value":2}]""", """{"a":1,"b":2}""")]
    [InlineData("""{"a":[1,3]}""", """[{"op":"add","path":"/a/1","value":2}]""", """{"a":[1,2,3]}""")]
    [InlineData("""{"a":[1]}""", """[{"op":"add","path":"/a/-","value":2}]""", """{"a":[1,2]}""")]
    [InlineData("""{"a":[1,2]}""", """[{"op":"remove","path":"/a/0"}]""", """{"a":[2]}""")]
    [InlineData("""{"a":{"b":1}}""", """[{"op":"replace","path":"/a/b","value":null}]""", """{"a":{"b":null}}""")]
    [InlineData("""{"a":{"x/y":1,"m~n":2}}""", """[{"op":"remove","path":"/a/x~1y"},{"op":"replace","path":"/a/m~0n","value":3}]""", """{"a":{"m~n":3}}""")]
    [InlineData("""{"a":1}""", """[{"op":"test","path":"/a","value":1},{"op":"move","from":"/a","path":"/b"}]""", """{"b":1}""")]
    [InlineData("""{"a":{"b":1}}""", """[{"op":"copy","from":"/a","path":"/c"}]""", """{"a":{"b":1},"c":{"b":1}}""")]
    public void TryApply_AppliesInOrder(string target, string patch, string expected)
    {
        var value = JsonNode.Parse(target)!.AsObject(); // the table holds objects

        Assert.True(JsonPatch.TryApply(value, JsonNode.Parse(patch)!.AsArray(), out var error), error); // and arrays
        Assert.Equal(expected, value.ToJsonString());
    }

    [Theory]
    [InlineData("""[{"op":"test","path":"/a","value":2}]""", "testing path /a failed")]
    [InlineData("""[{"op":"remove","path":"/b"}]""", "remove operation does not apply: doc is missing path: /b")]
    [InlineData("""[{"op":"replace","path":"/x/y","value":1}]""", "replace operation does not apply: doc is missing path: /x/y")]
    [InlineData("""[{"op":"add","path":"/l/9","value":1}]""", "add operation does not apply: doc is missing path: /l/9")]
    [InlineData("""[{"op":"move","from":"/no","path":"/b"}]""", "move operation does not apply: doc is missing from path: /no")]
    [InlineData("""[{"op":"frobnicate","path":"/a"}]""", "unexpected operation kind: frobnicate")]
    [InlineData("""[{"op":"add","path":"a"}]""", "add operation has a bad path: a")]
    [InlineData("""[{"op":"add","path":7}]""", "add operation has a bad path: ")]
    [InlineData("""["x"]""", "an operation is not an object")]
    public void TryApply_Impossible_SaysWhy(string patch, string expected)
    {
        var value = JsonNode.Parse("""{"a":1,"l":[1]}""")!.AsObject(); // an object, as written

        Assert.False(JsonPatch.TryApply(value, JsonNode.Parse(patch)!.AsArray(), out var error)); // the table holds arrays
        Assert.Equal(expected, error);
    }
}
