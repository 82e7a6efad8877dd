using ModelServing.ControlPlane.KServe;
using Xunit;

namespace ModelServing.ControlPlane.Tests.KServe;

public class CanaryTrafficTests
{
    /// <summary>Before: created, ready, rolled out, previous; the percentage; after: shares, rolled out / previous.</summary>
    [Theory]
    [InlineData("- - - -", null, "", "- / -")] // nothing was ever ready
    [InlineData("v1 - - -", null, "", "- / -")]
    [InlineData("v1 v1 - -", null, "latest(v1) 100", "v1 / -")] // 1: create v1
    [InlineData("v2 v1 v1 -", 20L, "latest(v1) 20, prev(v1) 80", "v1 / -")] // 2, while v2 is not ready: nothing moves
    [InlineData("v2 v2 v1 -", 20L, "latest(v2) 20, prev(v1) 80", "v1 / -")] // 2: v2, canary 20
    [InlineData("v2 v2 v1 -", null, "latest(v2) 100", "v2 / v1")] // 3a: canary removed
    [InlineData("v2 v2 v1 -", 100L, "latest(v2) 100", "v2 / v1")]
    [InlineData("v2 v2 v1 -", 0L, "latest(v2) 0, prev(v1) 100", "v1 / -")] // 3b: canary 0 instead
    [InlineData("v2 v2 v2 v1", 0L, "latest(v2) 0, prev(v1) 100", "v1 / v1")] // 4: canary 0 after 3a
    [InlineData("v2 v2 v1 v1", null, "latest(v2) 100", "v2 / v1")] // and forward again
    [InlineData("v3 v2 v1 -", 20L, "latest(v2) 20, prev(v1) 80", "v1 / -")] // 5: a bad v3 changes nothing
    [InlineData("v3 v3 v1 -", 20L, "latest(v3) 20, prev(v1) 80", "v1 / -")] // 6: a good v3 takes the canary's share
    [InlineData("v1 v1 - -", 20L, "latest(v1) 100", "v1 / -", "latest(v1) 20, prev(v1) 80")] // a first create with a canary: all of it, then both shares of v1
    [InlineData("v3 v2 v2 v1", 20L, "latest(v2) 20, prev(v2) 80", "v2 / v1")] // promoted, v3 on its way: no roll-back
    public void Settle_Step_GivesTheSharesAndTheMemory(string before, long? percent, string traffic, string memory, string? then = null)
    {
        var names = before.Split(' ').Select(name => name == "-" ? string.Empty : name).ToArray();
        var state = new RolloutState(names[0], names[1], names[2], names[3]);

        var first = string.Join(", ", CanaryTraffic.Split(state, percent, tagLatest: false).Select(Show));
        var (settled, final) = CanaryTraffic.Settle(state, percent);

        Assert.Equal(then ?? traffic, string.Join(", ", final.Select(Show)));
        Assert.Equal(memory, $"{Dash(settled.LatestRolledout)} / {Dash(settled.PreviousRolledout)}");
        Assert.True(then is null || first == traffic, first);
        Assert.Equal(settled, CanaryTraffic.Settle(settled, percent).State);
    }

    [Fact]
    public void Split_TagRouting_TagsTheLatestToo() =>
        Assert.Equal(["latest", "prev"], CanaryTraffic.Split(new RolloutState("v2", "v2", "v1", ""), 20, tagLatest: true).Select(target => target.Tag));

    private static string Dash(string name) => name.Length == 0 ? "-" : name;

    private static string Show(Kubernetes.Knative.TrafficTarget target) =>
        $"{(target.LatestRevision == true ? "latest" : target.Tag)}({target.RevisionName}) {target.Percent}";
}
