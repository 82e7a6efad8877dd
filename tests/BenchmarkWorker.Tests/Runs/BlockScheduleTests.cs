using CsCheck;
using ModelServing.BenchmarkWorker.Runs;
using Xunit;

namespace ModelServing.BenchmarkWorker.Tests.Runs;

public class BlockScheduleTests
{
    [Fact]
    public void Create_TwoPlatforms_AlternatesTheOrder() => Assert.Equal(
        [0, 1, 1, 0, 0, 1, 1, 0, 0, 1],
        BlockSchedule.Create(Plans.For(), 2).Select(block => block.Platform));

    [Fact]
    public void Create_AnyCounts_GivesEveryPlatformEveryRequestInSharesThatDifferByOne() =>
        Gen.Select(Gen.Int[1, 5000], Gen.Int[1, 30], Gen.Int[1, 4]).Sample((total, repeats, platforms) =>
        {
            var blocks = BlockSchedule.Create(Plans.For() with { TotalRequests = total, Repeats = repeats }, platforms).ToList();
            return blocks.GroupBy(block => block.Platform).All(group => group.Sum(block => block.Requests) == total)
                && blocks.Max(block => block.Requests) - blocks.Min(block => block.Requests) <= 1
                && blocks.All(block => block.Requests > 0)
                && blocks.Select(block => block.Platform).Distinct().Count() == platforms;
        });

    [Fact]
    public void Create_LimitedByTime_SplitsTheTime() => Assert.All(
        BlockSchedule.Create(Plans.For() with { Duration = TimeSpan.FromSeconds(10) }, 3),
        block => Assert.Equal((0, TimeSpan.FromSeconds(2)), (block.Requests, block.Duration!.Value))); // the plan has a duration
}
