using k8s.Models;
using ModelServing.ControlPlane.Tests.Reconciliation;
using Xunit;

namespace ModelServing.ControlPlane.Tests.Workloads;

public sealed class ClaimBinderTests
{
    [Fact]
    public async Task Claim_Created_IsBoundWithWhatItAsksFor()
    {
        await using var run = await ReconcilerRun.StartAsync();
        var requests = new Dictionary<string, ResourceQuantity> { ["storage"] = new("1Gi") };
        var claim = new V1PersistentVolumeClaim
        {
            Metadata = new() { Name = "models", NamespaceProperty = TestCluster.Namespace },
            Spec = new() { AccessModes = ["ReadOnlyMany"], Resources = new() { Requests = requests } },
        };
        await run.Cluster.CreateAsync(claim, TestContext.Current.CancellationToken);

        var bound = await run.UntilAsync<V1PersistentVolumeClaim>("models", item => item.Status?.Phase == "Bound", "a bound claim");

        Assert.Equal(($"pvc-{bound.Metadata.Uid}", "1Gi", "ReadOnlyMany"), (bound.Spec.VolumeName, bound.Status.Capacity["storage"].ToString(), Assert.Single(bound.Status.AccessModes)));
    }
}
