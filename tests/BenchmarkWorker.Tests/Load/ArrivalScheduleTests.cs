using System.Diagnostics;
using ModelServing.BenchmarkWorker.Load;
using Xunit;

namespace ModelServing.BenchmarkWorker.Tests.Load;

public class ArrivalScheduleTests
{
    [Fact]
    public void Constant_HasEqualGaps()
    {
        var schedule = ArrivalSchedule.Create(ArrivalPattern.Constant, 200, 5, null, 1);

        Assert.Equal([0, 0.005, 0.01, 0.015, 0.02], Seconds(schedule).Select(time => Math.Round(time, 9)));
        Assert.Equal(TimeSpan.FromMilliseconds(25), schedule.Duration);
        Assert.Equal(200, schedule.Rate, 1e-9);
    }

    [Fact]
    public void Constant_ForADuration_FillsItExactly() =>
        Assert.Equal(250, ArrivalSchedule.Create(ArrivalPattern.Constant, 100, null, TimeSpan.FromSeconds(2.5), 1).Count);

    [Fact]
    public void Poisson_HasExponentialGaps()
    {
        const int Count = 100_000;
        var times = Seconds(ArrivalSchedule.Create(ArrivalPattern.Poisson, 1000, Count, null, 7));
        double[] gaps = [.. times.Zip(times.Prepend(0), (time, before) => time - before)];

        // Mean and standard deviation of an exponential are equal; the share above the mean is 1/e. Four standard errors.
        Assert.Equal(0.001, gaps.Average(), 0.001 * 4 / Math.Sqrt(Count));
        Assert.Equal(1 / Math.E, gaps.Count(gap => gap > 0.001) / (double)Count, 4 * Math.Sqrt(0.2325 / Count));
        Assert.Equal(times.Order(), times);
    }

    [Fact]
    public void Poisson_SameSeed_SameTimes()
    {
        var first = ArrivalSchedule.Create(ArrivalPattern.Poisson, 50, null, TimeSpan.FromSeconds(3), 11);

        Assert.Equal(first.Offsets.ToArray(), ArrivalSchedule.Create(ArrivalPattern.Poisson, 50, null, TimeSpan.FromSeconds(3), 11).Offsets.ToArray());
        Assert.NotEqual(first.Offsets.ToArray(), ArrivalSchedule.Create(ArrivalPattern.Poisson, 50, null, TimeSpan.FromSeconds(3), 12).Offsets.ToArray());
        Assert.All(Seconds(first), time => Assert.InRange(time, 0, 3));
    }

    [Fact]
    public void Replay_StartsWithTheFirstTime()
    {
        Assert.True(ArrivalSchedule.TryReplay(["# seconds", "10.5", "", "10.5", "11"], out var schedule, out _));

        Assert.Equal([0, 0, 0.5], Seconds(schedule!)); // it was read
        Assert.Equal(TimeSpan.FromSeconds(0.75), schedule!.Duration);
    }

    [Theory]
    [InlineData("line 2 is not a time in seconds that is at least the one before it: 1", "2", "1")]
    [InlineData("line 1 is not a time in seconds that is at least the one before it: soon", "soon")]
    [InlineData("line 1 is not a time in seconds that is at least the one before it: NaN", "NaN")]
    [InlineData("it has no times", "# none")]
    [InlineData("it lasts longer than a day", "0", "90000")]
    public void Replay_BadLine_IsNamed(string expected, params string[] lines)
    {
        Assert.False(ArrivalSchedule.TryReplay(lines, out _, out var problem));
        Assert.Equal(expected, problem);
    }

    private static double[] Seconds(ArrivalSchedule schedule) => [.. schedule.Offsets.ToArray().Select(ticks => ticks / (double)Stopwatch.Frequency)];
}
