using System.Text.Json.Nodes;
using k8s.Models;
using ModelServing.Kubernetes.Patch;
using ModelServing.Kubernetes.Schemas;
using Xunit;

namespace ModelServing.Kubernetes.Tests.Patch;

public sealed class StrategicMergePatchTests
{
    private const string TwoContainers = """{"spec":{"containers":[{"name":"a","image":"x","args":["1"]},{"name":"b","image":"y"}]}}""";

    [Theory]
    [InlineData(TwoContainers, """{"spec":{"containers":[{"name":"b","image":"z"}]}}""",
        """{"spec":{"containers":[{"name":"a","image":"x","args":["1"]},{"name":"b","image":"z"}]}}""")]
    [InlineData(TwoContainers, """{"spec":{"containers":[{"name":"c","image":"z"}]}}""",
        """{"spec":{"containers":[{"name":"a","image":"x","args":["1"]},{"name":"b","image":"y"},{"name":"c","image":"z"}]}}""")]
    [InlineData(TwoContainers, """{"spec":{"containers":[{"name":"a","$patch":"delete"}]}}""", """{"spec":{"containers":[{"name":"b","image":"y"}]}}""")]
    [InlineData(TwoContainers, """{"spec":{"containers":[{"$patch":"replace"},{"name":"c"}]}}""", """{"spec":{"containers":[{"name":"c"}]}}""")]
    [InlineData(TwoContainers, """{"spec":{"containers":[{"name":"a","args":["2","3"]}]}}""",
        """{"spec":{"containers":[{"name":"a","image":"x","args":["2","3"]},{"name":"b","image":"y"}]}}""")]
    [InlineData(TwoContainers, """{"spec":{"$setElementOrder/containers":[{"name":"b"},{"name":"a"}],"containers":[{"name":"a","image":"w"}]}}""",
        """{"spec":{"containers":[{"name":"b","image":"y"},{"name":"a","image":"w","args":["1"]}]}}""")]
    [InlineData(TwoContainers, """{"spec":{"containers":null}}""", """{"spec":{}}""")]
    [InlineData(TwoContainers, """{"spec":{"$patch":"replace","nodeName":"n"}}""", """{"spec":{"nodeName":"n"}}""")]
    [InlineData("""{"spec":{"containers":[{"name":"a","ports":[{"containerPort":80,"name":"http"}]}]}}""",
        """{"spec":{"containers":[{"name":"a","ports":[{"containerPort":80,"name":"web"},{"containerPort":81}]}]}}""",
        """{"spec":{"containers":[{"name":"a","ports":[{"containerPort":80,"name":"web"},{"containerPort":81}]}]}}""")]
    [InlineData("""{"spec":{"tolerations":[{"key":"a"}]}}""", """{"spec":{"tolerations":[{"key":"b"}]}}""", """{"spec":{"tolerations":[{"key":"b"}]}}""")]
    [InlineData("""{"metadata":{"finalizers":["a","b"]}}""", """{"metadata":{"finalizers":["b","c"]}}""", """{"metadata":{"finalizers":["a","b","c"]}}""")]
    [InlineData("""{"metadata":{"finalizers":["a","b"]}}""", """{"metadata":{"$deleteFromPrimitiveList/finalizers":["a"]}}""", """{"metadata":{"finalizers":["b"]}}""")]
    [InlineData("""{"metadata":{"labels":{"a":"1","b":"2"}}}""", """{"metadata":{"labels":{"a":null,"c":"3"}}}""", """{"metadata":{"labels":{"b":"2","c":"3"}}}""")]
    [InlineData("""{"spec":{"volumes":[{"name":"v","emptyDir":{}}]}}""", """{"spec":{"volumes":[{"$retainKeys":["name","configMap"],"name":"v","configMap":{"name":"m"}}]}}""",
        """{"spec":{"volumes":[{"name":"v","configMap":{"name":"m"}}]}}""")]
    public void Apply_MergesByThePodsKeys(string target, string patch, string expected)
    {
        var value = JsonNode.Parse(target)!.AsObject(); // the table holds objects

        StrategicMergePatch.Apply(value, JsonNode.Parse(patch)!.AsObject(), ObjectSchema.Of(typeof(V1Pod))); // the table holds objects

        Assert.Equal(expected, value.ToJsonString());
    }

    [Fact]
    public void Apply_ServicePorts_MergeByPort()
    {
        var value = JsonNode.Parse("""{"spec":{"ports":[{"port":80,"name":"a"},{"port":81,"name":"b"}]}}""")!.AsObject(); // as written
        var patch = JsonNode.Parse("""{"spec":{"ports":[{"port":81,"name":"c"}]}}""")!.AsObject(); // as written

        StrategicMergePatch.Apply(value, patch, ObjectSchema.Of(typeof(V1Service)));

        Assert.Equal("""{"spec":{"ports":[{"port":80,"name":"a"},{"port":81,"name":"c"}]}}""", value.ToJsonString());
    }
}
