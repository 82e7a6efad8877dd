using k8s.Models;
using ModelServing.ControlPlane.Services;
using Xunit;

namespace ModelServing.ControlPlane.Tests.Services;

public class EndpointSlicesTests
{
    [Fact]
    public void Describe_NamedAndNumberedTargets_ResolveThroughTheNodesPorts()
    {
        var slice = Assert.Single(EndpointSlices.Describe(Service(), [Pod("p-1", "True"), Pod("other", "True", app: "x")]));

        Assert.Equal(["rest=40001", "grpc=40002"], slice.Ports.Select(port => $"{port.Name}={port.Port}"));
        Assert.Equal(["127.0.0.1"], slice.Endpoints[0].Addresses);
        Assert.True(slice.Endpoints[0].Conditions.Ready);
        Assert.Equal("web", slice.Metadata.Labels["kubernetes.io/service-name"]);
    }

    [Fact]
    public void Describe_PodNotReady_IsListedAsNotReady() =>
        Assert.False(EndpointSlices.Describe(Service(), [Pod("p-1", "False")]).Single().Endpoints[0].Conditions.Ready);

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"8080\":\"no\"}")]
    [InlineData("{\"8080\":")]
    public void Describe_MalformedPorts_GivesNoSlice(string ports) =>
        Assert.Empty(EndpointSlices.Describe(Service(), [Pod("p-1", "True", ports)]));

    private static V1Service Service() => new()
    {
        Metadata = new V1ObjectMeta { Name = "web", NamespaceProperty = "ns", Uid = "u" },
        Spec = new V1ServiceSpec
        {
            Selector = new Dictionary<string, string> { ["app"] = "web" },
            Ports =
            [
                new V1ServicePort { Name = "rest", Port = 80, TargetPort = "http" },
                new V1ServicePort { Name = "grpc", Port = 8500 },
                new V1ServicePort { Name = "absent", Port = 1 },
            ],
        },
    };

    private static V1Pod Pod(string name, string ready, string ports = "{\"8080\":40001,\"8500\":40002}", string app = "web") => new()
    {
        Metadata = new V1ObjectMeta
        {
            Name = name,
            NamespaceProperty = "ns",
            Labels = new Dictionary<string, string> { ["app"] = app },
            Annotations = new Dictionary<string, string> { ["modelserving.dev/ports"] = ports },
        },
        Spec = new V1PodSpec { Containers = [new V1Container { Name = "c", Ports = [new V1ContainerPort { Name = "http", ContainerPort = 8080 }] }] },
        Status = new V1PodStatus { Conditions = [new V1PodCondition { Type = "Ready", Status = ready }] },
    };
}
