using ModelServing.ControlPlane.Workloads;
using Xunit;

namespace ModelServing.ControlPlane.Tests.Workloads;

public class NodeHeartbeatsTests
{
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Observe_LeaseUnchangedForMoreThanFourSeconds_LosesTheNode()
    {
        var heartbeats = new NodeHeartbeats();
        var renewed = Start.UtcDateTime.AddHours(-5);

        Assert.Empty(heartbeats.Observe([("a", renewed)], Start));
        Assert.Empty(heartbeats.Observe([("a", renewed)], Start.AddSeconds(3.5)));
        Assert.Equal(["a"], heartbeats.Observe([("a", renewed)], Start.AddSeconds(4)));
        Assert.Empty(heartbeats.Observe([("a", renewed.AddSeconds(1))], Start.AddSeconds(5)));
    }

    [Fact]
    public void Observe_NodeWithoutLease_IsLostLikeAnyOther()
    {
        var heartbeats = new NodeHeartbeats();

        heartbeats.Observe([("a", null)], Start);

        Assert.Equal(["a"], heartbeats.Observe([("a", null)], Start.AddSeconds(5)));
    }
}
