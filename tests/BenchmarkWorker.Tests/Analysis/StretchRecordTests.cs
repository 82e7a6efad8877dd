using System.Diagnostics;
using ModelServing.BenchmarkWorker.Analysis;
using Xunit;

namespace ModelServing.BenchmarkWorker.Tests.Analysis;

public class StretchRecordTests
{
    [Fact]
    public void Means_SteadyBlock_IsTheTimeOfOneAnswerThroughout() => Assert.All(Of(second => 1000 * second), mean => Assert.Equal(4, mean!.Value, 0.01)); // every stretch has answers

    [Fact]
    public void Means_SlowingBlock_Grow()
    {
        var means = Of(second => (1000 * second) - (40 * second * second));

        Assert.True(Stationarity.Grew(means));
        Assert.False(Stationarity.Grew(Of(second => 1000 * second)));
    }

    [Theory]
    [InlineData(20, 10_000)]
    [InlineData(500, 30)]
    public void Means_TooLittleToTell_AreNone(int samples, double answers) => Assert.Empty(Of(second => answers / 10 * second, samples));

    /// <summary>Ten seconds of four users.</summary>
    private static IReadOnlyList<double?> Of(Func<double, double> completed, int samples = 500)
    {
        var record = new StretchRecord();
        for (var i = 0; i <= samples; i++)
        {
            var second = 10.0 * i / samples;
            record.Add((long)(second * Stopwatch.Frequency), (long)completed(second));
        }

        return record.Means(4);
    }
}
