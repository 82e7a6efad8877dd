using k8s.Models;
using ModelServing.ControlPlane.Workloads;
using Xunit;

namespace ModelServing.ControlPlane.Tests.Workloads;

/// <summary>What pods ask of nodes and of each other.</summary>
public sealed class SchedulingRulesTests
{
    private const string Hostname = "kubernetes.io/hostname";

    [Fact]
    public void Decide_TooLargeRequests_CountsEachResourceOfEachNode()
    {
        var pod = Pod("p", cpu: "1500m", memory: "2Gi");

        var (node, reason) = NodeChoice.Decide(pod, [View("a", Pod("x", cpu: "1")), View("b", Pod("y", memory: "3Gi")), View("c", Pod("z", cpu: "1", memory: "3Gi"))]);

        Assert.Null(node);
        Assert.Equal(
            "0/3 nodes are available: 2 Insufficient cpu, 2 Insufficient memory. preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod.",
            reason);
    }

    [Fact]
    public void Decide_RequestsThatJustFit_AreTaken() => Assert.Equal("a", NodeChoice.Decide(Pod("p", cpu: "1", memory: "1Gi"), [View("a", Pod("x", cpu: "1", memory: "3Gi"))]).Node);

    [Fact]
    public void Missing_ResourceThatNoNodeHas_IsNamed() =>
        Assert.Equal(["Insufficient nvidia.com/gpu"], PodRequests.Missing(With(Pod("p"), pod => pod.Spec.Containers[0].Resources.Requests["nvidia.com/gpu"] = new("1")), View("a")));

    [Fact]
    public void Of_InitContainer_CountsWhereItAsksForMore()
    {
        var pod = Pod("p", cpu: "500m", memory: "1Gi");
        var requests = new Dictionary<string, ResourceQuantity> { ["cpu"] = new("2"), ["memory"] = new("64Mi") };
        pod.Spec.InitContainers = [new V1Container { Name = "i", Resources = new() { Requests = requests } }];

        Assert.Equal((2m, 1024m * 1024 * 1024), (PodRequests.Of(pod)["cpu"], PodRequests.Of(pod)["memory"]));
    }

    [Fact]
    public void Of_InitContainer_RunsBesideTheSidecarsBeforeIt()
    {
        static V1Container Init(string name, string cpu, string? restartPolicy = null) =>
            new() { Name = name, RestartPolicy = restartPolicy, Resources = new() { Requests = new Dictionary<string, ResourceQuantity> { ["cpu"] = new(cpu) } } };
        var pod = Pod("p", cpu: "500m", memory: "1Gi");
        pod.Spec.InitContainers = [Init("side", "1", "Always"), Init("i", "2"), Init("late", "250m", "Always")];

        Assert.Equal(3m, PodRequests.Of(pod)["cpu"]);
    }

    [Fact]
    public void Decide_AntiAffinity_KeepsPodsOfOneKindApart()
    {
        V1Pod Apart(string name) => With(Pod(name), pod => pod.Spec.Affinity = new() { PodAntiAffinity = new() { RequiredDuringSchedulingIgnoredDuringExecution = [Term()] } });

        Assert.Equal("b", NodeChoice.Decide(Apart("p"), [View("a", Apart("x")), View("b")]).Node);
        Assert.StartsWith("0/1 nodes are available: 1 node(s) didn't match pod anti-affinity rules.", NodeChoice.Decide(Apart("p"), [View("a", Pod("x"))]).Reason);
        Assert.StartsWith("0/1 nodes are available: 1 node(s) didn't satisfy existing pods anti-affinity rules.", NodeChoice.Decide(Pod("p"), [View("a", Apart("x"))]).Reason);
    }

    [Fact]
    public void Decide_Affinity_JoinsThePodsItFindsAndMayBeTheFirst()
    {
        var pod = With(Pod("p"), pod => pod.Spec.Affinity = new() { PodAffinity = new() { RequiredDuringSchedulingIgnoredDuringExecution = [Term()] } });
        var stranger = With(Pod("s"), other => other.Metadata.NamespaceProperty = "other");

        Assert.Equal("b", NodeChoice.Decide(pod, [View("a"), View("b", Pod("x"), Pod("y"))]).Node);
        Assert.Equal("a", NodeChoice.Decide(pod, [View("a"), View("b", stranger)]).Node);
        pod.Metadata.Labels = new Dictionary<string, string> { ["app"] = "lonely" };
        Assert.StartsWith("0/1 nodes are available: 1 node(s) didn't match pod affinity rules.", NodeChoice.Decide(pod, [View("a")]).Reason);
    }

    [Theory]
    [InlineData("DoNotSchedule", "b")]
    [InlineData("ScheduleAnyway", "a")]
    public void Decide_TopologySpread_IsHonouredWhereItMustBe(string whenUnsatisfiable, string expected)
    {
        var pod = With(Pod("p"), pod => pod.Spec.TopologySpreadConstraints = [new() { TopologyKey = Hostname, MaxSkew = 1, WhenUnsatisfiable = whenUnsatisfiable, LabelSelector = Selector() }]);
        var other = With(Pod("other"), item => item.Metadata.Labels = new Dictionary<string, string>());

        Assert.Equal(expected, NodeChoice.Decide(pod, [View("a", Pod("x")), View("b", other, other)]).Node);
    }

    [Fact]
    public void Decide_TopologySpreadWithoutTheLabel_SaysSo()
    {
        var pod = With(Pod("p"), pod => pod.Spec.TopologySpreadConstraints = [new() { TopologyKey = "zone", MaxSkew = 1, WhenUnsatisfiable = "DoNotSchedule", LabelSelector = Selector() }]);

        Assert.Equal(
            "0/1 nodes are available: 1 node(s) didn't match pod topology spread constraints (missing required label). preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.",
            NodeChoice.Decide(pod, [View("a")]).Reason);
    }

    [Fact]
    public void Decide_Preferences_ChooseAmongThoseThatFit()
    {
        var term = new V1PreferredSchedulingTerm { Weight = 1, Preference = new() { MatchExpressions = [new() { Key = Hostname, OperatorProperty = "In", Values = ["b"] }] } };
        var pod = With(Pod("p"), pod => pod.Spec.Affinity = new() { NodeAffinity = new() { PreferredDuringSchedulingIgnoredDuringExecution = [term] } });
        var disliked = View("a");
        disliked.Node.Spec = new V1NodeSpec { Taints = [new V1Taint { Key = "k", Effect = "PreferNoSchedule" }] };

        Assert.Equal("b", NodeChoice.Decide(pod, [View("a"), View("b", Pod("x"))]).Node);
        Assert.Equal("b", NodeChoice.Decide(Pod("p"), [disliked, View("b", Pod("x"))]).Node);
    }

    [Fact]
    public void Decide_HostPort_IsGivenOncePerNode()
    {
        V1Pod Listening(string name) => With(Pod(name), pod => pod.Spec.Containers[0].Ports = [new V1ContainerPort { ContainerPort = 1, HostPort = 80 }]);

        Assert.StartsWith("0/1 nodes are available: 1 node(s) didn't have free ports for the requested pod ports.", NodeChoice.Decide(Listening("p"), [View("a", Listening("x"))]).Reason);
    }

    [Theory]
    [InlineData(null, 0.0)]
    [InlineData("", null)]
    [InlineData("30", 30.0)]
    [InlineData("-1", 0.0)]
    public void Stay_Toleration_DecidesHowLong(string? seconds, double? expected)
    {
        var pod = Pod("p");
        pod.Spec.Tolerations = seconds is null ? [] : [new() { Key = "gpu", OperatorProperty = "Exists", Effect = "NoExecute", TolerationSeconds = long.TryParse(seconds, out var limit) ? limit : null }];

        Assert.Equal(expected, TaintEviction.Stay(pod, [new V1Taint { Key = "gpu", Effect = "NoExecute" }])?.TotalSeconds);
    }

    [Fact]
    public void Change_Taints_FollowTheNodesStateAndKeepTheUsers()
    {
        var node = View("a").Node;
        node.Spec = new V1NodeSpec { Taints = [new V1Taint { Key = "gpu", Effect = "NoSchedule" }] };
        Assert.Null(NodeTaints.Change(node, default));

        node.Status.Conditions[0].Status = "Unknown";
        node.Spec.Unschedulable = true;
        node.Spec.Taints = [.. NodeTaints.Change(node, DateTime.UnixEpoch)!];
        Assert.Equal(
            ["gpu:NoSchedule", "node.kubernetes.io/unschedulable:NoSchedule", "node.kubernetes.io/unreachable:NoSchedule", "node.kubernetes.io/unreachable:NoExecute"],
            node.Spec.Taints.Select(taint => $"{taint.Key}:{taint.Effect}"));
        Assert.Null(NodeTaints.Change(node, default));

        node.Status.Conditions[0].Status = "True";
        node.Spec.Unschedulable = false;
        Assert.Equal(["gpu:NoSchedule"], NodeTaints.Change(node, default)!.Select(taint => $"{taint.Key}:{taint.Effect}"));
    }

    private static V1Pod With(V1Pod pod, Action<V1Pod> change)
    {
        change(pod);
        return pod;
    }

    private static V1LabelSelector Selector() => new() { MatchLabels = new Dictionary<string, string> { ["app"] = "web" } };

    private static V1PodAffinityTerm Term() => new() { TopologyKey = Hostname, LabelSelector = Selector() };

    private static V1Pod Pod(string name, string? cpu = null, string? memory = null)
    {
        var requests = new Dictionary<string, ResourceQuantity>();
        if (cpu is not null)
        {
            requests["cpu"] = new(cpu);
        }

        if (memory is not null)
        {
            requests["memory"] = new(memory);
        }

        return new V1Pod
        {
            Metadata = new() { Name = name, NamespaceProperty = "ns", Labels = new Dictionary<string, string> { ["app"] = "web" } },
            Spec = new() { Containers = [new V1Container { Name = "c", Resources = new() { Requests = requests } }] },
        };
    }

    private static NodeView View(string name, params V1Pod[] pods) => new(
        new V1Node
        {
            Metadata = new() { Name = name, Labels = new Dictionary<string, string> { [Hostname] = name } },
            Status = new()
            {
                Conditions = [new V1NodeCondition { Type = "Ready", Status = "True" }],
                Allocatable = new Dictionary<string, ResourceQuantity> { ["cpu"] = new("2"), ["memory"] = new("4Gi"), ["pods"] = new("10") },
            },
        },
        pods);
}
