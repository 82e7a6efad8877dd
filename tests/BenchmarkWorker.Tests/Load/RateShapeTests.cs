using System.Diagnostics;
using ModelServing.BenchmarkWorker.Load;
using Xunit;

namespace ModelServing.BenchmarkWorker.Tests.Load;

public class RateShapeTests
{
    [Fact]
    public void Ramp_RisesEvenly()
    {
        var times = Times("ramp:300", 100, 10);

        // From 100/s to 300/s: 2000 in ten seconds, 1500 - 250 in the second half.
        Assert.Equal(2000, times.Length);
        Assert.Equal(750, times.Count(time => time < 5));
        Assert.Equal(0.01, times[1] - times[0], 0.0002);
        Assert.Equal(1 / 300.0, times[^1] - times[^2], 0.0001);
    }

    [Fact]
    public void Step_HasEachRateForAnEqualPart()
    {
        var times = Times("step:400,0,200", 100, 8);

        Assert.Equal([200, 800, 0, 400], Enumerable.Range(0, 4).Select(step => times.Count(time => time >= (2 * step) - 1e-6 && time < (2 * step) + 2 - 1e-6)));
    }

    [Fact]
    public void Sine_RisesFirstAndKeepsItsMean()
    {
        var times = Times("sine:1@4", 100, 8);

        // Half a wave of amplitude one around 100/s has 200 + 400/π.
        Assert.Equal(800, times.Length, 1.0);
        Assert.Equal(200 + (400 / Math.PI), times.Count(time => time < 2), 1.0);
        Assert.Equal(200 - (400 / Math.PI), times.Count(time => time is >= 2 and < 4), 1.0);
    }

    [Fact]
    public void Poisson_FollowsTheShape()
    {
        Assert.True(RateShape.TryParse("ramp:3000", out var shape));
        var offsets = ArrivalSchedule.Shaped(ArrivalPattern.Poisson, shape!, 1000, TimeSpan.FromSeconds(10), 5).Offsets.ToArray(); // it was read

        Assert.Equal(20_000, offsets.Length, 4 * Math.Sqrt(20_000));
        Assert.Equal(7_500, offsets.Count(offset => offset < 5 * Stopwatch.Frequency), 4 * Math.Sqrt(7_500));
        Assert.Equal(offsets.Order(), offsets);
    }

    [Fact]
    public void AtLeast_HasBothTheNumberAndTheLength()
    {
        var many = ArrivalSchedule.AtLeast(ArrivalPattern.Poisson, 100, 662, TimeSpan.FromSeconds(1), 1);
        var longer = ArrivalSchedule.AtLeast(ArrivalPattern.Poisson, 100, 10, TimeSpan.FromSeconds(5), 1);

        Assert.Equal(662, many.Count);
        Assert.True(longer.Duration >= TimeSpan.FromSeconds(5));
        Assert.Equal(longer.Offsets.Last() / (double)Stopwatch.Frequency, longer.Duration.TotalSeconds, 1e-6);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ramp")]
    [InlineData("ramp:")]
    [InlineData("ramp:1,2")]
    [InlineData("ramp:-1")]
    [InlineData("step:1,x")]
    [InlineData("step:1e9")]
    [InlineData("sine:0.5")]
    [InlineData("sine:2@10")]
    [InlineData("sine:0.5@0")]
    [InlineData("0:5")]
    [InlineData("saw:5")]
    public void TryParse_WhatIsNone_IsRefused(string text) => Assert.False(RateShape.TryParse(text, out _));

    private static double[] Times(string text, double rate, double seconds)
    {
        Assert.True(RateShape.TryParse(text, out var shape));
        return [.. ArrivalSchedule.Shaped(ArrivalPattern.Constant, shape!, rate, TimeSpan.FromSeconds(seconds), 1).Offsets.ToArray().Select(ticks => ticks / (double)Stopwatch.Frequency)]; // it was read
    }
}
