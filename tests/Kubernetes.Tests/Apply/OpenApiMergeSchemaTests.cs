using System.Text.Json.Nodes;
using ModelServing.Kubernetes.Apply;
using Xunit;

namespace ModelServing.Kubernetes.Tests.Apply;

public sealed class OpenApiMergeSchemaTests
{
    private const string Schema = """
        {"type":"object","properties":{"metadata":{"type":"object"},"spec":{"type":"object","properties":{
          "ports":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["port","protocol"],
            "items":{"type":"object","properties":{"port":{"type":"integer"},"protocol":{"type":"string","default":"TCP"},"name":{"type":"string"}}}},
          "tags":{"type":"array","x-kubernetes-list-type":"set","items":{"type":"string"}},
          "plain":{"type":"array","items":{"type":"string"}},
          "selector":{"type":"object","x-kubernetes-map-type":"atomic","additionalProperties":{"type":"string"}},
          "map":{"type":"object","additionalProperties":{"type":"object","properties":{"x":{"type":"integer"}}}},
          "size":{"x-kubernetes-int-or-string":true},
          "template":{"type":"object","x-kubernetes-embedded-resource":true,"x-kubernetes-preserve-unknown-fields":true},
          "open":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}}}}
        """;

    private static IMergeSchema Kind { get; } = OpenApiMergeSchema.OfKind(JsonNode.Parse(Schema) ?? throw new InvalidDataException());

    [Theory]
    [InlineData("""{"spec":{"ports":[{"port":1}]}}""", """{"f:spec":{"f:ports":{"k:{\"port\":1,\"protocol\":\"TCP\"}":{".":{},"f:port":{}}}}}""")]
    [InlineData("""{"spec":{"tags":["a"],"plain":["b"],"size":1}}""", """{"f:spec":{"f:plain":{},"f:size":{},"f:tags":{"v:\"a\"":{}}}}""")]
    [InlineData("""{"spec":{"selector":{"a":"b"}}}""", """{"f:spec":{"f:selector":{}}}""")]
    [InlineData("""{"spec":{"map":{"k":{"x":1}}}}""", """{"f:spec":{"f:map":{"f:k":{".":{},"f:x":{}}}}}""")]
    [InlineData("""{"spec":{"open":{"k":{"x":[1]}}}}""", """{"f:spec":{"f:open":{"f:k":{".":{},"f:x":{}}}}}""")]
    [InlineData("""{"spec":{"template":{"metadata":{"finalizers":["a"]}}},"metadata":{"finalizers":["b"]}}""",
        """{"f:spec":{"f:template":{"f:metadata":{"f:finalizers":{"v:\"a\"":{}}}}},"f:metadata":{"f:finalizers":{"v:\"b\"":{}}}}""")]
    public void Of_FollowsTheExtensions(string json, string fields)
    {
        var set = FieldSets.Of(ApplyRun.Parse(json), Kind).ToJson();

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(fields), set), set.ToJsonString());
    }

    [Theory]
    [InlineData("""{"spec":{"nope":1}}""", ".spec.nope: field not declared in schema")]
    [InlineData("""{"spec":{"open":{"anything":1}}}""", null)]
    [InlineData("""{"spec":{"ports":[{"name":"x"}]}}""",
        ".spec.ports: element 0: associative list with keys has an element that omits key field \"port\" (and doesn't have default value)")]
    public void Check_KnowsWhatIsDeclared(string json, string? problem) =>
        Assert.Equal(problem is null ? [] : [problem], ConfigurationCheck.Find(ApplyRun.Parse(json), Kind));

    [Fact]
    public void Apply_KeyedItems_AreMerged()
    {
        var run = new ApplyRun(Kind);
        run.Apply("one", """{"spec":{"ports":[{"port":1,"name":"a"}]}}""");

        Assert.Null(run.Apply("two", """{"spec":{"ports":[{"port":2,"name":"b"}]}}"""));

        Assert.Equal("""{"spec":{"ports":[{"port":1,"name":"a"},{"port":2,"name":"b"}]}}""", run.Text());
    }
}
