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
    [InlineData("""{"spec":{"replicas":"1"}}""", "spec.replicas: expected an integer, got a string")]
    [InlineData("""{"spec":{"replicas":1.5}}""", "spec.replicas: expected an integer, got a number")]
    [InlineData("""{"spec":{"template":[]}}""", "spec.template: expected an object, got an array")]
    [InlineData("""{"metadata":{"labels":{"a":1}}}""", "metadata.labels.a: expected a string, got a number")]
    [InlineData("""{"spec":{"strategy":{"rollingUpdate":{"maxSurge":"25%","maxUnavailable":1}}}}""", null)]
    [InlineData("""{"spec":{"replicas":null}}""", null)]
    [InlineData("""{"spec":{"paused":"yes"}}""", "spec.paused: expected a boolean, got a string")]
    public void Find_NamesTheField(string text, string? expected)
    {
        var problems = SchemaCheck.Find(ObjectSchema.Of(typeof(V1Deployment)), JsonNode.Parse(text)!.AsObject()); // the table holds objects

        Assert.Equal(expected is null ? [] : [expected], problems.Select(problem => problem.Message));
    }
}
