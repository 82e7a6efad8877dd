using k8s.Models;
using ModelServing.ControlPlane.Workloads;
using Xunit;

namespace ModelServing.ControlPlane.Tests.Workloads;

public sealed class NodeFitTests
{
    [Theory]
    [InlineData("gpu", "Equal", "a100", "NoSchedule", null)]
    [InlineData("gpu", "Equal", "h100", "NoSchedule", "node(s) had untolerated taint {gpu: a100}")]
    [InlineData("gpu", "Exists", null, null, null)]
    [InlineData(null, "Exists", null, null, null)]
    [InlineData("gpu", "Exists", null, "NoExecute", "node(s) had untolerated taint {gpu: a100}")]
    public void Refusal_TaintedNode_DependsOnTheToleration(string? key, string @operator, string? value, string? effect, string? expected)
    {
        var pod = Pod();
        pod.Spec.Tolerations = [new V1Toleration { Key = key, OperatorProperty = @operator, Value = value, Effect = effect }];
        var node = Node();
        node.Spec.Taints = [new V1Taint { Key = "gpu", Value = "a100", Effect = "NoSchedule" }];

        Assert.Equal(expected, Refusal(pod, node));
    }

    [Theory]
    [InlineData("In", "west", null)]
    [InlineData("In", "east", "node(s) didn't match Pod's node affinity/selector")]
    [InlineData("NotIn", "west", "node(s) didn't match Pod's node affinity/selector")]
    [InlineData("Exists", null, null)]
    [InlineData("DoesNotExist", null, "node(s) didn't match Pod's node affinity/selector")]
    public void Refusal_RequiredAffinity_IsHonoured(string @operator, string? value, string? expected)
    {
        var pod = Pod();
        var term = new V1NodeSelectorTerm { MatchExpressions = [new V1NodeSelectorRequirement { Key = "zone", OperatorProperty = @operator, Values = value is null ? null : [value] }] };
        pod.Spec.Affinity = new V1Affinity { NodeAffinity = new V1NodeAffinity { RequiredDuringSchedulingIgnoredDuringExecution = new V1NodeSelector { NodeSelectorTerms = [term] } } };

        Assert.Equal(expected, Refusal(pod, Node()));
    }

    [Fact]
    public void Decide_FullNodes_SayThatNobodyMayBePreempted()
    {
        var node = Node();
        node.Status.Capacity = new Dictionary<string, ResourceQuantity> { ["pods"] = new("1") };

        var (_, reason) = NodeChoice.Decide(Pod(), [new NodeView(node, [Pod()])]);

        Assert.Equal("0/1 nodes are available: 1 Too many pods. preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.", reason);
    }

    private static string? Refusal(V1Pod pod, V1Node node)
    {
        var view = new NodeView(node, []);
        return NodeFit.Refusals(pod, view, [view]).SingleOrDefault();
    }

    private static V1Pod Pod() => new() { Spec = new V1PodSpec() };

    private static V1Node Node() => new()
    {
        Metadata = new V1ObjectMeta { Name = "n", Labels = new Dictionary<string, string> { ["zone"] = "west" } },
        Spec = new V1NodeSpec(),
        Status = new V1NodeStatus { Conditions = [new V1NodeCondition { Type = "Ready", Status = "True" }] },
    };
}
