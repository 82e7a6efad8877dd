using Xunit;
using static ModelServing.Kubernetes.Tests.Schemas.Structural.SchemaTexts;

namespace ModelServing.Kubernetes.Tests.Schemas.Structural;

public sealed class PruningTests
{
    private const string Known = """{"type":"object","properties":{"a":{"type":"object","properties":{"b":{"type":"string"}}}}}""";

    [Theory]
    [InlineData(Known, """{"a":{"b":"x","c":1},"d":2}""", """{"a":{"b":"x"}}""", "spec.a.c,spec.d")]
    [InlineData("""{"type":"object"}""", """{"a":1}""", "{}", "spec.a")]
    [InlineData("""{"type":"object","x-kubernetes-preserve-unknown-fields":true}""", """{"a":{"b":[{"c":1}]}}""", """{"a":{"b":[{"c":1}]}}""", "")]
    [InlineData("""{"type":"object","x-kubernetes-preserve-unknown-fields":true,"properties":{"a":{"type":"object"}}}""", """{"a":{"b":1},"c":2}""", """{"a":{},"c":2}""", "spec.a.b")]
    [InlineData("""{"type":"object","additionalProperties":{"type":"object","properties":{"a":{"type":"string"}}}}""", """{"k":{"a":"","b":1}}""", """{"k":{"a":""}}""", "spec.k.b")]
    [InlineData("""{"type":"object","additionalProperties":true}""", """{"k":{"b":1}}""", """{"k":{"b":1}}""", "")]
    [InlineData("""{"type":"array","items":{"type":"object","properties":{"a":{"type":"string"}}}}""", """[{"a":""},{"b":1}]""", """[{"a":""},{}]""", "spec[1].b")]
    [InlineData("""{"type":"array","items":{}}""", """[{"a":{"b":1}}]""", """[{"a":{"b":1}}]""", "")]
    [InlineData("""{"x-kubernetes-preserve-unknown-fields":true}""", """[{"a":1}]""", """[{"a":1}]""", "")]
    [InlineData("""{"type":"object","x-kubernetes-embedded-resource":true,"properties":{"spec":{"type":"object"}}}""",
        """{"apiVersion":"v1","kind":"Pod","metadata":{"name":"x"},"spec":{"a":1},"b":2}""", """{"apiVersion":"v1","kind":"Pod","metadata":{"name":"x"},"spec":{}}""", "spec.b,spec.spec.a")]
    public void Prune_TakesUnknownFieldsAway(string schema, string value, string expected, string pruned)
    {
        var node = Object($$"""{"apiVersion":"g/v1","kind":"K","metadata":{"name":"x"},"spec":{{value}}}""");

        var paths = OfSpec(schema).Prune(node);

        Assert.Equal($$"""{"apiVersion":"g/v1","kind":"K","metadata":{"name":"x"},"spec":{{expected}}}""", node.ToJsonString());
        Assert.Equal(pruned, string.Join(',', paths));
    }
}
