using Microsoft.Extensions.Time.Testing;
using ModelServing.ControlPlane.Reconciliation;
using Xunit;

namespace ModelServing.ControlPlane.Tests.Reconciliation;

public sealed class WorkQueueTests : IDisposable
{
    private static readonly ObjectKey Key = new("ns", "a");

    private readonly FakeTimeProvider _time = new();
    private readonly WorkQueue _queue;

    public WorkQueueTests() => _queue = new WorkQueue(_time);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _queue.Dispose();

    [Fact]
    public async Task Add_SameKeyTwice_IsTakenOnce()
    {
        _queue.Add(Key);
        _queue.Add(Key);

        Assert.Equal(Key, await _queue.TakeAsync(Token));
        Assert.False(_queue.TakeAsync(Token).AsTask().IsCompleted);
    }

    [Fact]
    public async Task Add_WhileTheKeyIsWorkedOn_WaitsUntilThatIsDone()
    {
        _queue.Add(Key);
        await _queue.TakeAsync(Token);
        _queue.Add(Key);
        var next = _queue.TakeAsync(Token).AsTask();

        Assert.False(next.IsCompleted);
        _queue.Done(Key);
        Assert.Equal(Key, await next);
    }

    [Fact]
    public async Task AddAfter_SeveralDelays_TheEarliestCounts()
    {
        _queue.AddAfter(Key, TimeSpan.FromSeconds(5));
        _queue.AddAfter(Key, TimeSpan.FromSeconds(2));
        _queue.AddAfter(Key, TimeSpan.FromSeconds(9));
        var next = _queue.TakeAsync(Token).AsTask();

        _time.Advance(TimeSpan.FromSeconds(1.9));
        Assert.False(next.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal(Key, await next);
    }

    [Fact]
    public void Retry_FailuresInARow_WaitLongerUntilOneSucceeds()
    {
        var delays = Enumerable.Range(0, 14).Select(_ => _queue.Retry(Key).TotalMilliseconds).ToList();
        _queue.Succeeded(Key);

        Assert.Equal([10, 20, 40, 80, 160, 320, 640, 1280, 2560, 5120, 10240, 20480, 30000, 30000], delays);
        Assert.Equal(10, _queue.Retry(Key).TotalMilliseconds);
    }
}
