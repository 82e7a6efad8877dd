using System.Text.Json.Nodes;
using k8s.Models;
using ModelServing.ControlPlane.Tests.Reconciliation;
using Xunit;

namespace ModelServing.ControlPlane.Tests.Services;

/// <summary>What becomes of Services' endpoints as pods come, end and go, and of those that a user writes.</summary>
public sealed class EndpointsTests
{
    private const string Ns = TestCluster.Namespace;

    private static readonly Dictionary<string, string> Labels = new() { ["app"] = "web" };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pod_ReadyEndingGone_IsFollowedInBothForms()
    {
        await using var run = await ReconcilerRun.StartAsync("node-1");
        await run.Cluster.CreateAsync(Service(Labels), Token);
        await run.Cluster.CreateAsync(Pod(), Token);
        await run.UntilListAsync<V1Pod>(list => list is [{ Spec.NodeName: not null }], "a bound pod");
        await FakeNode.MakeReadyAsync(run.Cluster, Ns, _ => true, Token);

        var endpoints = await run.UntilAsync<V1Endpoints>("web", item => item.Subsets is [{ Addresses.Count: 1 }], "an address");
        Assert.Equal(("127.0.0.1", 40080), (endpoints.Subsets[0].Addresses[0].Ip, endpoints.Subsets[0].Ports[0].Port));

        await run.Cluster.DeleteAsync<V1Pod>("p", Ns, Token);
        await run.UntilListAsync<V1EndpointSlice>(list => list is [{ Endpoints: [{ Conditions: { Ready: false, Serving: true, Terminating: true } }] }], "an endpoint that is ending");
        await run.UntilAsync<V1Endpoints>("web", item => item.Subsets is null or [], "no address");

        await run.Cluster.PatchAsync<V1Pod>("p", Ns, new JsonObject { ["metadata"] = new JsonObject { ["finalizers"] = null } }, null, Token);
        await run.UntilListAsync<V1EndpointSlice>(list => list.Count == 0, "no slice");
        await run.Cluster.DeleteAsync<V1Service>("web", Ns, Token);
        await run.UntilListAsync<V1Endpoints>(list => list.Count == 0, "no endpoints");
    }

    [Fact]
    public async Task Endpoints_WrittenByAUser_BecomeSlicesOfAServiceWithoutSelector()
    {
        await using var run = await ReconcilerRun.StartAsync();
        await run.Cluster.CreateAsync(Service(null), Token);
        var written = new V1Endpoints
        {
            Metadata = new() { Name = "web", NamespaceProperty = Ns },
            Subsets = [new() { Addresses = [new() { Ip = "192.0.2.1" }], NotReadyAddresses = [new() { Ip = "192.0.2.2" }], Ports = [new() { Name = "rest", Port = 9 }] }],
        };
        await run.Cluster.CreateAsync(written, Token);

        var slices = await run.UntilListAsync<V1EndpointSlice>(list => list.Count == 1, "a slice");
        Assert.Equal(["192.0.2.1 True", "192.0.2.2 False"], slices[0].Endpoints.Select(endpoint => $"{endpoint.Addresses[0]} {endpoint.Conditions.Ready}"));
        Assert.Equal(("rest", 9, "web"), (slices[0].Ports[0].Name, slices[0].Ports[0].Port, slices[0].Metadata.Labels["kubernetes.io/service-name"]));

        await run.Cluster.DeleteAsync<V1Endpoints>("web", Ns, Token);
        await run.UntilListAsync<V1EndpointSlice>(list => list.Count == 0, "no slice");
    }

    private static V1Service Service(Dictionary<string, string>? selector) => new()
    {
        Metadata = new() { Name = "web", NamespaceProperty = Ns },
        Spec = new() { Selector = selector, Ports = [new V1ServicePort { Name = "rest", Port = 80, TargetPort = 8080 }] },
    };

    /// <summary>A pod that stays when it is deleted until its finalizer is taken away.</summary>
    private static V1Pod Pod() => new()
    {
        Metadata = new() { Name = "p", NamespaceProperty = Ns, Labels = Labels, Finalizers = ["test/hold"] },
        Spec = new() { Containers = [new V1Container { Name = "c", Image = "i" }] },
    };
}
