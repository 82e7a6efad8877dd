using ModelServing.ModelServer.Versions;
using Xunit;

namespace ModelServing.ModelServer.Tests.Versions;

public sealed class LoadThreadTests
{
    [Theory]
    [InlineData(true, 10)]
    [InlineData(false, 0)]
    public async Task RunAsync_Priority_IsTheThreadsOwn(bool lowPriority, int expectedNice)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "niceness is Linux'");
        var before = Nice();
        var (nice, isPool) = await LoadThread.RunAsync(() => (Nice(), Thread.CurrentThread.IsThreadPoolThread), lowPriority);

        Assert.False(isPool);
        Assert.Equal(Math.Min(19, before + expectedNice), Math.Max(nice, before));
        Assert.Equal(before, await Task.Run(Nice, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RunAsync_Failure_ReachesTheCaller(bool lowPriority) =>
        await Assert.ThrowsAsync<InvalidDataException>(() => LoadThread.RunAsync<int>(() => throw new InvalidDataException(), lowPriority));

    /// <summary>The nineteenth field of <c>/proc/thread-self/stat</c>; the second is a name in parentheses that may hold anything.</summary>
    private static int Nice()
    {
        var text = File.ReadAllText("/proc/thread-self/stat");
        return int.Parse(text[(text.LastIndexOf(')') + 2)..].Split(' ')[16]);
    }
}
