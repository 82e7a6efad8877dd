using k8s.Models;
using ModelServing.Kubernetes.Client;
using ModelServing.Kubernetes.Nodes;
using ModelServing.Testing.Clusters;
using Xunit;

namespace ModelServing.Kubernetes.Tests.Client;

public sealed class ClusterEventsTests
{
    private static readonly DateTime Noon = new(2026, 1, 2, 12, 0, 0, DateTimeKind.Utc);
    private static readonly V1ObjectReference Pod = new() { Kind = "Pod", Name = "p", NamespaceProperty = "ns", Uid = "1" };

    private readonly FakeCluster _cluster = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RecordAsync_SameEventAgain_CountsUpAndAnotherIsAnother()
    {
        await _cluster.RecordAsync(Event("Started", "Started container c", Noon.AddMilliseconds(5)), Token);
        await _cluster.RecordAsync(Event("Started", "Started container c", Noon.AddMinutes(1)), Token);
        await _cluster.RecordAsync(Event("Started", "Started container d", Noon), Token);

        var events = (await _cluster.ListAsync<Corev1Event>(new ResourceQuery("ns"), Token)).Items.OrderBy(happened => happened.Message, StringComparer.Ordinal).ToList();
        Assert.Equal(["Started container c 2", "Started container d 1"], events.Select(happened => $"{happened.Message} {happened.Count}"));
        Assert.Equal((Noon, Noon.AddMinutes(1)), (events[0].FirstTimestamp, events[0].LastTimestamp?.ToUniversalTime()));
    }

    [Fact]
    public void Describe_NodeEvent_IsKeptInTheDefaultNamespace() =>
        Assert.Equal("default", ClusterEvents.Describe(new V1ObjectReference { Kind = "Node", Name = "n", Uid = "n" }, "Normal", "r", "m", new V1EventSource { Component = "kubelet" }, Noon).Metadata.NamespaceProperty);

    [Fact]
    public void NodeHealth_SilentAndHeardAgain_KeepsHeartbeatsAndTransitions()
    {
        var well = NodeHealth.Heard(null, Noon);
        var silent = NodeHealth.Silent(well, Noon.AddMinutes(1));
        var again = NodeHealth.Heard(silent, Noon.AddMinutes(2));

        Assert.All(silent, condition => Assert.Equal(("Unknown", Noon, Noon.AddMinutes(1)), (condition.Status, condition.LastHeartbeatTime, condition.LastTransitionTime)));
        Assert.Equal(["MemoryPressure=False", "DiskPressure=False", "PIDPressure=False", "Ready=True"], again.Select(condition => $"{condition.Type}={condition.Status}"));
        Assert.Equal(Noon.AddMinutes(2), again[3].LastTransitionTime);
        Assert.Equal(Noon.AddMinutes(2), NodeHealth.Heard(again, Noon.AddMinutes(3))[3].LastTransitionTime);
    }

    private static Corev1Event Event(string reason, string message, DateTime now) =>
        ClusterEvents.Describe(Pod, "Normal", reason, message, new V1EventSource { Component = "kubelet", Host = "node-1" }, now);
}
