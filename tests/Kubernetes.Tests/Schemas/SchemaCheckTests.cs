using System.Text.Json.Nodes;
using k8s.Models;
using ModelServing.Kubernetes.Schemas;
using Xunit;

namespace ModelServing.Kubernetes.Tests.Schemas;

public sealed class SchemaCheckTests
{
    [Theory]
    [InlineData("""{"spec":{"replicas":1,"template":{"spec":{"containers":[{"name":"a","ports":[{"containerPort":1}]}]}}}}""", null)]
    [InlineData("""{"spec":{"replcas":1}}""", "unknown field \"spec.replcas\"")]
    [InlineData("""{"spec":{"template":{"spec":{"containers":[{"nmae":"a"}]}}}}""", "unknown field \"spec.template.spec.containers[0].nmae\"")]
    [InlineData("""{"spec":{"replicas":"1"}}""", "json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32")]
    [InlineData("""{"spec":{"replicas":1.5}}""", "json: cannot unmarshal number 1.5 into Go struct field DeploymentSpec.spec.replicas of type int32")]
    [InlineData("""{"spec":{"template":[]}}""", "json: cannot unmarshal array into Go struct field DeploymentSpec.spec.template of type v1.PodTemplateSpec")]
    [InlineData("""{"metadata":{"labels":{"a":1}}}""", "json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string")]
    [InlineData("""{"spec":{"strategy":{"rollingUpdate":{"maxSurge":"25%","maxUnavailable":1}}}}""", null)]
    [InlineData("""{"spec":{"replicas":null}}""", null)]
    [InlineData("""{"spec":{"replicas":2147483648}}""", "json: cannot unmarshal number 2147483648 into Go struct field DeploymentSpec.spec.replicas of type int32")]
    [InlineData("""{"spec":{"template":{"spec":{"terminationGracePeriodSeconds":2147483648}}}}""", null)]
    [InlineData("""{"spec":{"template":{"spec":{"containers":"a"}}}}""", "json: cannot unmarshal string into Go struct field PodSpec.spec.template.spec.containers of type []v1.Container")]
    [InlineData("""{"spec":{"template":{"spec":{"containers":[{"env":[{"name":"a","value":1}]}]}}}}""", "json: cannot unmarshal number into Go struct field EnvVar.spec.template.spec.containers.env.value of type string")]
    [InlineData("""{"spec":{"template":{"spec":{"containers":[{"resources":{"limits":{"cpu":"1,5"}}}]}}}}""", "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'")]
    [InlineData("""{"spec":{"template":{"spec":{"containers":[{"resources":{"limits":{"cpu":"1Mb"}}}]}}}}""", "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'")]
    [InlineData("""{"spec":{"template":{"spec":{"containers":[{"resources":{"limits":{"cpu":"1kk","memory":2}}}]}}}}""", "unable to parse quantity's suffix")]
    [InlineData("""{"spec":{"strategy":{"rollingUpdate":{"maxSurge":{}}}}}""", "json: cannot unmarshal object into Go value of type int32")]
    [InlineData("""{"metadata":{"creationTimestamp":"yesterday"}}""", "parsing time \"yesterday\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"yesterday\" as \"2006\"")]
    [InlineData("""{"spec":{"paused":"yes"}}""", "json: cannot unmarshal string into Go struct field DeploymentSpec.spec.paused of type bool")]
    public void Find_NamesTheField(string text, string? expected)
    {
        var problems = SchemaCheck.Find(ObjectSchema.Of(typeof(V1Deployment)), JsonNode.Parse(text)!.AsObject()); // the table holds objects

        Assert.Equal(expected is null ? [] : [expected], problems.Select(problem => problem.Message));
    }

    [Fact]
    public void Prune_TakesAwayWhatTheClassLacks()
    {
        var value = JsonNode.Parse("""{"x":1,"metadata":{"labels":{"x":"1"}},"spec":{"x":{},"replicas":1,"template":{"spec":{"containers":[{"x":[],"name":"a"}]}}}}""")!.AsObject(); // an object

        SchemaPruning.Prune(ObjectSchema.Of(typeof(V1Deployment)), value);

        Assert.Equal("""{"metadata":{"labels":{"x":"1"}},"spec":{"replicas":1,"template":{"spec":{"containers":[{"name":"a"}]}}}}""", value.ToJsonString());
    }
}
