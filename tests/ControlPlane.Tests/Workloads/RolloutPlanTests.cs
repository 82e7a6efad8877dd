using k8s.Models;
using ModelServing.ControlPlane.Workloads;
using Xunit;

namespace ModelServing.ControlPlane.Tests.Workloads;

public class RolloutPlanTests
{
    /// <summary>replicas, surge, unavailable; new size and available; old size and available; expected new and old size.</summary>
    [Theory]
    [InlineData(3, "1", "0", 0, 0, 0, 0, 3, 0)]
    [InlineData(3, "1", "0", 0, 0, 3, 3, 1, 3)]
    [InlineData(3, "1", "0", 1, 0, 3, 3, 1, 3)]
    [InlineData(3, "1", "0", 1, 1, 3, 3, 1, 2)]
    [InlineData(3, "1", "0", 1, 1, 2, 2, 2, 2)]
    [InlineData(3, "1", "0", 3, 3, 1, 1, 3, 0)]
    [InlineData(4, "25%", "25%", 0, 0, 4, 4, 1, 4)]
    [InlineData(4, "25%", "25%", 1, 0, 4, 4, 1, 3)]
    [InlineData(4, "0", "50%", 0, 0, 4, 4, 0, 2)]
    [InlineData(4, "0", "0", 0, 0, 4, 4, 0, 3)]
    [InlineData(3, "1", "0", 1, 0, 3, 1, 1, 3)]
    [InlineData(3, "1", "1", 2, 2, 2, 0, 2, 0)]
    [InlineData(5, "25%", "25%", 3, 3, 0, 0, 5, 0)]
    [InlineData(1, "25%", "25%", 3, 3, 0, 0, 1, 0)]
    [InlineData(0, "25%", "25%", 1, 1, 2, 2, 0, 2)]
    public void Decide_OneStep_KeepsWithinSurgeAndAvailability(
        int replicas, string surge, string unavailable, int size, int available, int oldSize, int oldAvailable, int expected, int expectedOld)
    {
        var spec = new V1DeploymentSpec
        {
            Replicas = replicas,
            Strategy = new V1DeploymentStrategy { RollingUpdate = new V1RollingUpdateDeployment { MaxSurge = surge, MaxUnavailable = unavailable } },
        };

        var sizes = RolloutPlan.Decide(spec, new RolloutScale("new", size, available), [new RolloutScale("old", oldSize, oldAvailable)]);

        Assert.Equal((expected, expectedOld), (sizes.GetValueOrDefault("new", size), sizes.GetValueOrDefault("old", oldSize)));
    }

    [Fact]
    public void Decide_Recreate_StopsTheOldBeforeItStartsTheNew()
    {
        var spec = new V1DeploymentSpec { Replicas = 2, Strategy = new V1DeploymentStrategy { Type = "Recreate" } };

        Assert.Equal(new Dictionary<string, int> { ["old"] = 0 }, RolloutPlan.Decide(spec, new("new", 0, 0), [new("old", 2, 2)]));
        Assert.Equal(new Dictionary<string, int> { ["new"] = 2 }, RolloutPlan.Decide(spec, new("new", 0, 0), [new("old", 0, 0)]));
    }

    [Fact]
    public void Decide_RepeatedUntilNothingChanges_EndsWithTheNewOnly()
    {
        var spec = new V1DeploymentSpec { Replicas = 7 };
        var (fresh, old) = (new RolloutScale("new", 0, 0), new RolloutScale("old", 7, 7));
        for (var step = 0; step < 50; step++)
        {
            var sizes = RolloutPlan.Decide(spec, fresh, [old]);
            var (size, oldSize) = (sizes.GetValueOrDefault("new", fresh.Replicas), sizes.GetValueOrDefault("old", old.Replicas));
            Assert.InRange(size + oldSize, 0, 9);
            Assert.InRange(fresh.Available + Math.Min(old.Available, oldSize), 6, 9);
            fresh = new RolloutScale("new", size, size);
            old = new RolloutScale("old", oldSize, oldSize);
        }

        Assert.Equal((7, 0), (fresh.Replicas, old.Replicas));
    }
}
