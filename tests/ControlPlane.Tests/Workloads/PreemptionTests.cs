using k8s.Models;
using ModelServing.ControlPlane.Tests.Reconciliation;
using ModelServing.ControlPlane.Workloads;
using Xunit;

namespace ModelServing.ControlPlane.Tests.Workloads;

/// <summary>What important pods do to others where there is no room.</summary>
public sealed class PreemptionTests
{
    private const string Ns = TestCluster.Namespace;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Decide_SeveralVictims_TakesTheLeastImportantOnTheNodeThatLosesLeast()
    {
        var found = Preemption.Decide(Pod("p", 10, "1500m"), [
            View("a", Pod("x", 5, "1"), Pod("y", 0, "1")),
            View("b", Pod("z", 1, "1"), Pod("small", 2, "100m"), Pod("w", 0, "400m"))], []);

        Assert.Equal("b", found?.Node.Name);
        Assert.Equal(["z"], found?.Victims.Select(victim => victim.Metadata.Name));
    }

    [Fact]
    public void Decide_NobodyLessImportantOrNoUse_TakesNobody()
    {
        var cordoned = View("b", Pod("x", 0, "2"));
        cordoned.Node.Spec = new V1NodeSpec { Unschedulable = true };

        Assert.Null(Preemption.Decide(Pod("p", 10, "1"), [View("a", Pod("x", 10, "2")), cordoned], []));
        Assert.Null(Preemption.Decide(Pod("p", 10, "3"), [View("a", Pod("x", 0, "2"))], []));
    }

    /// <summary>Disruptions that the budget allows; the node and the victims that are chosen.</summary>
    [Theory]
    [InlineData(2, "a", "guarded-1 guarded-2")]
    [InlineData(1, "b", "free")]
    [InlineData(0, "b", "free")]
    public void Decide_Budgets_AreBrokenAsLittleAsPossible(int allowed, string node, string victims)
    {
        var found = Preemption.Decide(
            Pod("p", 10, "2"),
            [View("a", Guarded("guarded-1", 0, "1"), Guarded("guarded-2", 0, "1")), View("b", Pod("free", 5, "2"))],
            [Budget(allowed)]);

        Assert.Equal((node, victims), (found?.Node.Name, string.Join(' ', found?.Victims.Select(victim => victim.Metadata.Name) ?? [])));
    }

    [Fact]
    public void Decide_OnOneNode_SparesThoseThatABudgetGuards()
    {
        NodeView[] nodes = [View("a", Guarded("guarded", 0, "1"), Pod("free", 5, "1"))];

        Assert.Equal(["free"], Preemption.Decide(Pod("p", 10, "1"), nodes, [Budget(0)])?.Victims.Select(victim => victim.Metadata.Name));
        Assert.Equal(["guarded"], Preemption.Decide(Pod("p", 10, "1"), nodes, [Budget(1)])?.Victims.Select(victim => victim.Metadata.Name));
        Assert.Equal(["guarded"], Preemption.Decide(Pod("p", 10, "1"), [View("a", Guarded("guarded", 0, "2"))], [Budget(0)])?.Victims.Select(victim => victim.Metadata.Name));
    }

    [Fact]
    public void Decide_EqualNodes_TakesFewerPodsAndThenTheYoungest()
    {
        static V1Pod Since(V1Pod pod, int minute)
        {
            pod.Status = new V1PodStatus { StartTime = DateTime.UnixEpoch.AddMinutes(minute) };
            return pod;
        }

        Assert.Equal("b", Preemption.Decide(Pod("p", 10, "2"), [View("a", Pod("x", 0, "1"), Pod("y", -5, "1")), View("b", Pod("z", 0, "2"))], [])?.Node.Name);
        Assert.Equal("b", Preemption.Decide(Pod("p", 10, "2"), [View("a", Since(Pod("x", 0, "2"), 1)), View("b", Since(Pod("y", 0, "2"), 2))], [])?.Node.Name);
    }

    [Fact]
    public void Refusal_PolicyNeverOrVictimsStillEnding_SaysSo()
    {
        var never = Pod("p", 10, "1");
        never.Spec.PreemptionPolicy = "Never";
        Assert.Equal("not eligible due to preemptionPolicy=Never.", Preemption.Refusal(never, []));

        var waiting = Pod("p", 10, "1");
        waiting.Status = new V1PodStatus { NominatedNodeName = "a" };
        var ending = Pod("x", 0, "2");
        ending.Metadata.DeletionTimestamp = DateTime.UnixEpoch;
        Assert.Equal("not eligible due to a terminating pod on the nominated node.", Preemption.Refusal(waiting, [View("a", ending)]));
        Assert.Null(Preemption.Refusal(waiting, [View("a", Pod("x", 0, "2"))]));
    }

    [Fact]
    public async Task Pod_MoreImportant_TakesThePlaceOfAnother()
    {
        await using var run = await ReconcilerRun.StartAsync();
        await run.Cluster.CreateAsync(View("node-1").Node, Token);
        await run.Cluster.CreateAsync(new V1PriorityClass { Metadata = new() { Name = "high" }, Value = 100 }, Token);
        await run.Cluster.CreateAsync(Pod("low", null, "2"), Token);
        await run.UntilAsync<V1Pod>("low", pod => pod.Spec.NodeName is not null, "the first pod is bound");

        var important = Pod("important", null, "1500m");
        important.Spec.PriorityClassName = "high";
        await run.Cluster.CreateAsync(important, Token);

        var bound = await run.UntilAsync<V1Pod>("important", pod => pod.Spec.NodeName == "node-1", "the important one is bound");
        Assert.Equal("node-1", bound.Status.NominatedNodeName);
        await run.UntilListAsync<V1Pod>(list => list is [{ Metadata.Name: "important" }], "the other one is gone");
        var events = await run.UntilListAsync<Corev1Event>(list => list.Any(item => item is { Reason: "Scheduled", InvolvedObject.Name: "important" }), "it is told");
        Assert.Equal($"Preempted by pod {bound.Metadata.Uid} on node node-1", events.Single(item => item.Reason == "Preempted").Message);
        Assert.Equal("0/1 nodes are available: 1 Insufficient cpu.", events.Single(item => item.Reason == "FailedScheduling").Message);
    }

    [Fact]
    public void For_RoomMadeForAPod_IsNotForLessImportantOnes()
    {
        var nominated = Pod("nominated", 10, "2");
        nominated.Status = new V1PodStatus { NominatedNodeName = "a" };

        Assert.NotNull(NodeChoice.Decide(Pod("more", 11, "1"), NodeView.For(Pod("more", 11, "1"), [View("a").Node], [nominated])).Node);
        Assert.Null(NodeChoice.Decide(Pod("less", 9, "1"), NodeView.For(Pod("less", 9, "1"), [View("a").Node], [nominated])).Node);
        Assert.NotNull(NodeChoice.Decide(nominated, NodeView.For(nominated, [View("a").Node], [nominated])).Node);
    }

    private static V1Pod Guarded(string name, int? priority, string cpu)
    {
        var pod = Pod(name, priority, cpu);
        pod.Metadata.Labels = new Dictionary<string, string> { ["app"] = "guarded" };
        return pod;
    }

    private static V1PodDisruptionBudget Budget(int allowed) => new()
    {
        Metadata = new() { Name = "b", NamespaceProperty = Ns },
        Spec = new() { Selector = new() { MatchLabels = new Dictionary<string, string> { ["app"] = "guarded" } } },
        Status = new() { DisruptionsAllowed = allowed },
    };

    private static V1Pod Pod(string name, int? priority, string cpu) => new()
    {
        Metadata = new() { Name = name, NamespaceProperty = Ns, Uid = name },
        Spec = new()
        {
            Priority = priority,
            Containers = [new V1Container { Name = "c", Image = "i", Resources = new() { Requests = new Dictionary<string, ResourceQuantity> { ["cpu"] = new(cpu) } } }],
        },
    };

    private static NodeView View(string name, params V1Pod[] pods) => new(
        new V1Node
        {
            Metadata = new() { Name = name },
            Status = new()
            {
                Conditions = [new V1NodeCondition { Type = "Ready", Status = "True" }],
                Allocatable = new Dictionary<string, ResourceQuantity> { ["cpu"] = new("2"), ["pods"] = new("10") },
            },
        },
        pods);
}
