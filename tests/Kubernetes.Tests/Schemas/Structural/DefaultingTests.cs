using Xunit;
using static ModelServing.Kubernetes.Tests.Schemas.Structural.SchemaTexts;

namespace ModelServing.Kubernetes.Tests.Schemas.Structural;

public sealed class DefaultingTests
{
    private const string Nested = """{"type":"object","default":{},"properties":{"a":{"type":"object","default":{"x":1},"properties":{"x":{"type":"integer"},"y":{"type":"integer","default":2}}}}}""";

    [Theory]
    [InlineData(Nested, "{}", """{"spec":{"a":{"x":1,"y":2}}}""")]
    [InlineData(Nested, """{"spec":{"a":{}}}""", """{"spec":{"a":{"y":2}}}""")]
    [InlineData(Nested, """{"spec":{"a":{"y":3}}}""", """{"spec":{"a":{"y":3}}}""")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string","default":"x"}}}""", "{}", "{}")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string","default":"x"}}}""", """{"spec":{"a":null}}""", """{"spec":{"a":"x"}}""")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string","nullable":true,"default":"x"}}}""", """{"spec":{"a":null}}""", """{"spec":{"a":null}}""")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string"}}}""", """{"spec":{"a":null}}""", """{"spec":{}}""")]
    [InlineData("""{"type":"array","items":{"type":"object","properties":{"p":{"type":"string","default":"TCP"}}}}""", """{"spec":[{},{"p":"UDP"}]}""", """{"spec":[{"p":"TCP"},{"p":"UDP"}]}""")]
    [InlineData("""{"type":"object","additionalProperties":{"type":"object","properties":{"p":{"type":"integer","default":1}}}}""", """{"spec":{"k":{}}}""", """{"spec":{"k":{"p":1}}}""")]
    public void ApplyDefaults_FillsInFromTheOutside(string schema, string value, string expected)
    {
        var node = Object(value);

        OfSpec(schema).ApplyDefaults(node);

        Assert.Equal(expected, node.ToJsonString());
    }
}
