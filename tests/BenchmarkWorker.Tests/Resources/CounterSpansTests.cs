using ModelServing.BenchmarkWorker.Resources;
using Xunit;

namespace ModelServing.BenchmarkWorker.Tests.Resources;

public sealed class CounterSpansTests
{
    private const string TooSeldom = "its nodes count CPU too seldom for blocks as short as these";

    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, 500, TimeSpan.Zero);

    private readonly CounterSpans _spans = new(Start);

    [Fact]
    public void Read_ContainersThatAreLookedAtAtTheirOwnTimes_EachByItsOwn()
    {
        Look(1, ("a", 0.25, 10), ("b", 0.75, 100));
        Look(11, ("a", 10.25, 15), ("b", 9.75, 109));

        Assert.Equal((30, null), _spans.Read(TimeSpan.FromSeconds(20)));
        Assert.Equal(1.5, _spans.Peak);
    }

    [Fact]
    public void Read_LookFromBeforeTheBlock_DoesNotCount()
    {
        Look(1, ("a", -9, 0));
        Look(10, ("a", 3, 50));
        Look(20, ("a", 15, 62));

        Assert.Equal((20, null), _spans.Read(TimeSpan.FromSeconds(20)));
    }

    [Theory]
    [InlineData(0.5, 8.5)] // whole seconds, of which the differences are too coarse
    [InlineData(-5, 5)]
    [InlineData(5, 5)]
    public void Read_BlockThatIsTooShortForTheNode_IsNotKnown(double first, double last)
    {
        Look(first + 1, ("a", first, 10));
        Look(last + 2, ("a", last, 20));

        var (seconds, problem) = _spans.Read(TimeSpan.FromSeconds(10));

        Assert.Equal((null, $"{TooSeldom}: they must look twice while one lasts, and their last look was 2 s old"), (seconds, problem));
    }

    [Fact]
    public void Read_WholeSecondsOfALongerBlock_AreExactEnough()
    {
        Look(1, ("a", 0.5, 10));
        Look(12, ("a", 10.5, 20));

        Assert.Equal(20, _spans.Read(TimeSpan.FromSeconds(20)).Seconds);
    }

    [Fact]
    public void Read_LooksAroundAShortBlock_AllThatWasUsedIsTheBlocks()
    {
        Look(0.1, ("a", 0.01, 10));
        Look(0.2, ("a", 0.11, 10.05));

        Assert.Equal(0.05, _spans.Read(TimeSpan.FromSeconds(0.05)).Seconds!.Value, 1e-9); // it is known
    }

    [Fact]
    public void Read_PodsThatCameOrWent_AreNotKnown()
    {
        Look(1, ("a", 0.25, 10));
        Look(2, ("a", 1.25, 11), ("b", 1.25, 1));

        Assert.Equal((null, "its pods changed while requests were sent"), _spans.Read(TimeSpan.FromSeconds(2)));
    }

    [Fact]
    public void Read_ContainerThatWasStartedAnew_IsNotKnown()
    {
        Look(1, ("a", 0.25, 10));
        Look(2, ("a", 1.25, 1));

        Assert.Equal((null, "one of its containers was started anew while requests were sent"), _spans.Read(TimeSpan.FromSeconds(2)));
    }

    [Fact]
    public void Read_CounterThatStandsStill_IsNoZero()
    {
        Look(1, ("a", 0.25, 10));
        Look(2, ("a", 1.25, 10));

        Assert.Equal((null, "its CPU counter did not move while requests were sent"), _spans.Read(TimeSpan.FromSeconds(2)));
    }

    [Fact]
    public void Read_NodeWhoseClockIsAhead_IsNotKnown()
    {
        Look(1, ("a", 5, 10));
        Look(2, ("a", 6, 11));

        Assert.Equal((null, "its node's clock is 4 s ahead of this machine's, so that what it counted cannot be told from what it had counted before"), _spans.Read(TimeSpan.FromSeconds(2)));
    }

    [Fact]
    public void Read_NothingThatCounts_IsNoProblemOfCounters() => Assert.Equal((null, null), _spans.Read(TimeSpan.FromSeconds(2)));

    /// <summary>What was counted, by seconds since the block's beginning.</summary>
    private void Look(double now, params (string Container, double At, double Seconds)[] counters) =>
        _spans.Add([.. counters.Select(counter => new CpuCounter(counter.Container, Start.AddSeconds(counter.At), counter.Seconds))], Start.AddSeconds(now));
}
