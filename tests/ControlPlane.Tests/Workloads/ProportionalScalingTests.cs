using ModelServing.ControlPlane.Workloads;
using Xunit;

namespace ModelServing.ControlPlane.Tests.Workloads;

public sealed class ProportionalScalingTests
{
    /// <summary>replicas, surge, most pods before; old and new size; expected old and new size.</summary>
    [Theory]
    [InlineData(15, 3, 13, 8, 5, 11, 7)]
    [InlineData(5, 3, 13, 8, 5, 5, 3)]
    [InlineData(10, 3, 13, 8, 5, 8, 5)]
    [InlineData(0, 0, 13, 8, 5, 0, 0)]
    [InlineData(12, 0, 10, 5, 5, 6, 6)]
    [InlineData(11, 0, 10, 5, 5, 5, 6)]
    [InlineData(9, 0, 10, 5, 5, 4, 5)]
    [InlineData(6, 0, null, 1, 2, 2, 4)]
    public void Decide_TwoReplicaSets_ShareTheChangeByTheirSize(int replicas, int surge, int? before, int old, int fresh, int expectedOld, int expectedNew)
    {
        RolloutScale[] sets = [new("old", old, old) { MostBefore = before }, new("new", fresh, fresh) { MostBefore = before }];

        var sizes = ProportionalScaling.Decide(replicas, surge, sets);

        Assert.Equal((expectedOld, expectedNew), (sizes["old"], sizes["new"]));
    }

    [Fact]
    public void Decide_ManyReplicaSets_FillExactlyWhatIsAllowed()
    {
        RolloutScale[] sets = [.. Enumerable.Range(1, 7).Select(size => new RolloutScale($"s{size}", size, size))];

        foreach (var replicas in Enumerable.Range(1, 60))
        {
            var sizes = ProportionalScaling.Decide(replicas, 2, sets);
            Assert.Equal(replicas + 2, sizes.Values.Sum());
            Assert.All(sizes.Values, size => Assert.InRange(size, 0, replicas + 2));
        }
    }
}
