using k8s.Models;
using ModelServing.ControlPlane.Workloads;
using Xunit;

namespace ModelServing.ControlPlane.Tests.Workloads;

public class NodeChoiceTests
{
    private static readonly V1Pod Pod = new() { Metadata = new V1ObjectMeta(), Spec = new V1PodSpec() };

    [Fact]
    public void Decide_NoNodes_SaysThatNoneJoined() =>
        Assert.Equal((null, "no nodes available to schedule pods"), NodeChoice.Decide(Pod, []));

    [Fact]
    public void Decide_SeveralNodes_TakesTheReadyOneWithFewestPods()
    {
        var (node, _) = NodeChoice.Decide(Pod, [new(Node("a"), [Pod, Pod, Pod]), new(Node("b"), [Pod]), new(Node("c", ready: false), [])]);

        Assert.Equal("b", node);
    }

    [Fact]
    public void Decide_NoneFits_CountsTheReasons()
    {
        var pod = new V1Pod { Spec = new V1PodSpec { NodeSelector = new Dictionary<string, string> { ["gpu"] = "yes" } } };
        var cordoned = Node("b");
        cordoned.Spec = new V1NodeSpec { Unschedulable = true };

        var (node, reason) = NodeChoice.Decide(pod, [new(Node("a"), []), new(cordoned, []), new(Node("c", ready: false), [])]);

        Assert.Null(node);
        Assert.Equal(
            "0/3 nodes are available: 1 node(s) didn't match Pod's node affinity/selector, 1 node(s) had untolerated taint {node.kubernetes.io/unreachable: }, 1 node(s) were unschedulable. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.",
            reason);
    }

    private static V1Node Node(string name, bool ready = true) => new()
    {
        Metadata = new V1ObjectMeta { Name = name },
        Status = new V1NodeStatus { Conditions = [new V1NodeCondition { Type = "Ready", Status = ready ? "True" : "Unknown" }] },
    };
}
