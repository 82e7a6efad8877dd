using System.Text.Json.Nodes;
using k8s.Models;
using ModelServing.Kubernetes.Apply;
using Xunit;

namespace ModelServing.Kubernetes.Tests.Apply;

public sealed class FieldSetTests
{
    [Theory]
    [InlineData("""{"spec":{"replicas":1}}""", """{"f:spec":{"f:replicas":{}}}""")]
    [InlineData("""{"metadata":{"labels":{"a":"b"},"annotations":{}}}""", """{"f:metadata":{"f:annotations":{},"f:labels":{"f:a":{}}}}""")]
    [InlineData("""{"metadata":{"finalizers":["x/y","a\"b"]}}""", """{"f:metadata":{"f:finalizers":{"v:\"a\\\"b\"":{},"v:\"x/y\"":{}}}}""")]
    [InlineData("""{"spec":{"selector":{"matchLabels":{"a":"b"}}}}""", """{"f:spec":{"f:selector":{}}}""")]
    [InlineData("""{"spec":{"template":{"spec":{"nodeSelector":{"a":"b"},"tolerations":[{"key":"a"}]}}}}""",
        """{"f:spec":{"f:template":{"f:spec":{"f:nodeSelector":{},"f:tolerations":{}}}}}""")]
    [InlineData("""{"spec":{"template":{"spec":{"containers":[{"name":"a","args":["x"],"ports":[{"containerPort":80},{"containerPort":80,"protocol":"UDP"}]}]}}}}""",
        """{"f:spec":{"f:template":{"f:spec":{"f:containers":{"k:{\"name\":\"a\"}":{".":{},"f:args":{},"f:name":{},"f:ports":{"k:{\"containerPort\":80,\"protocol\":\"TCP\"}":{".":{},"f:containerPort":{}},"k:{\"containerPort\":80,\"protocol\":\"UDP\"}":{".":{},"f:containerPort":{},"f:protocol":{}}}}}}}}}""")]
    public void Of_Deployment_FollowsTheListTypes(string json, string fields)
    {
        var set = FieldSets.Of(ApplyRun.Parse(json), TypedMergeSchema.Of(typeof(V1Deployment)));

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(fields), set.ToJson()), set.ToJson().ToJsonString());
        Assert.True(FieldSet.TryRead(ApplyRun.Parse(fields), out var read));
        Assert.Equal(set, read);
    }

    [Fact]
    public void Of_CustomResource_OwnsMapsThemselvesAndListsWhole()
    {
        var set = FieldSets.Of(ApplyRun.Parse("""{"metadata":{"labels":{"a":"b"}},"spec":{"x":{"y":1},"list":[{"name":"a"}]}}"""), CustomMergeSchema.Untyped);

        Assert.Equal("""{"f:metadata":{"f:labels":{"f:a":{}}},"f:spec":{".":{},"f:list":{},"f:x":{".":{},"f:y":{}}}}""", set.ToJson().ToJsonString());
    }

    [Theory]
    [InlineData("""{"x":{}}""")]
    [InlineData("""{"f:a":1}""")]
    [InlineData("""{"k:{}":{}}""")]
    [InlineData("""{"k:[1]":{}}""")]
    [InlineData("""{"k:{broken":{}}""")]
    [InlineData("""{"v:":{}}""")]
    [InlineData("""{"v:{}":{}}""")]
    [InlineData("""{"i:x":{}}""")]
    [InlineData("""{"f:a":{"q":{}}}""")]
    public void TryRead_Malformed_IsRefused(string json) => Assert.False(FieldSet.TryRead(ApplyRun.Parse(json), out _));

    [Theory]
    [InlineData("""{"f:a":{},"f:b":{"f:c":{}}}""", """{"f:b":{"f:d":{}}}""", """{"f:a":{},"f:b":{"f:c":{},"f:d":{}}}""", """{"f:a":{},"f:b":{"f:c":{}}}""", "{}")]
    [InlineData("""{"f:a":{".":{},"f:b":{}}}""", """{"f:a":{}}""", """{"f:a":{".":{},"f:b":{}}}""", """{"f:a":{"f:b":{}}}""", """{"f:a":{}}""")]
    [InlineData("""{"f:a":{"f:b":{}}}""", """{"f:a":{"f:b":{}}}""", """{"f:a":{"f:b":{}}}""", "{}", """{"f:a":{"f:b":{}}}""")]
    public void Algebra_IsMemberByMember(string left, string right, string union, string difference, string intersection)
    {
        Assert.True(FieldSet.TryRead(ApplyRun.Parse(left), out var a));
        Assert.True(FieldSet.TryRead(ApplyRun.Parse(right), out var b));

        Assert.Equal(
            (union, difference, intersection),
            (a.Union(b).ToJson().ToJsonString(), a.Difference(b).ToJson().ToJsonString(), a.Intersection(b).ToJson().ToJsonString()));
    }

    [Fact]
    public void Paths_AreShownAsKubernetesShowsThem()
    {
        Assert.True(FieldSet.TryRead(
            ApplyRun.Parse("""{"f:spec":{"f:c":{"k:{\"containerPort\":80,\"protocol\":\"TCP\"}":{".":{},"f:x":{}}},"f:s":{"v:\"a\"":{}}}}"""), out var set));

        Assert.Equal([".spec.c[containerPort=80,protocol=\"TCP\"]", ".spec.c[containerPort=80,protocol=\"TCP\"].x", ".spec.s[=\"a\"]"], set.Paths());
    }
}
