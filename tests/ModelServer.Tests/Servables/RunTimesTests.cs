using ModelServing.ModelServer.Servables;
using Xunit;

namespace ModelServing.ModelServer.Tests.Servables;

public sealed class RunTimesTests
{
    [Fact]
    public void AreShort_AfterManyShortRuns_UntilALongOne()
    {
        var times = new RunTimes();
        Add(times, 99, 10);
        Assert.False(times.AreShort);
        Add(times, 1, 10);
        Assert.True(times.AreShort);

        Add(times, 1, 5000);
        Assert.False(times.AreShort);
        Add(times, 100, 10);
        Assert.True(times.AreShort);
    }

    [Fact]
    public void AreShort_RunsOfMiddleLength_CountForNothing()
    {
        var times = new RunTimes();
        Add(times, 1000, 1000);
        Assert.False(times.AreShort);
    }

    private static void Add(RunTimes times, int count, double microseconds)
    {
        for (var i = 0; i < count; i++)
        {
            times.Add(TimeSpan.FromMicroseconds(microseconds));
        }
    }
}
