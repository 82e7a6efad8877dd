using ModelServing.Inference.Errors;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Serving;
using ModelServing.ModelServer.Tests.Servables;
using Xunit;

namespace ModelServing.ModelServer.Tests.Batching;

public sealed class SchedulingTests
{
    [Fact]
    public void Submit_WithTimeout_WaitsUntilTheOldestTaskIsOfAge()
    {
        using var harness = new BatchingHarness("batch_timeout_micros { value: 5000 }");
        _ = harness.SendAsync(1f);
        harness.Time.Advance(TimeSpan.FromMilliseconds(4));
        _ = harness.SendAsync(2f);
        Assert.Equal(0, harness.Started);

        harness.Time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(1, harness.Started);
        harness.RunThreads();
        Assert.Equal([2L], harness.RunSizes);
    }

    [Fact]
    public void Submit_WithTimeout_RunsAFullBatchAtOnceAndTheRestInTime()
    {
        using var harness = new BatchingHarness("max_batch_size { value: 2 } batch_timeout_micros { value: 5000 }");
        _ = harness.SendAsync(1f, 2f);
        _ = harness.SendAsync(3f);
        harness.RunThreads();
        Assert.Equal([2L], harness.RunSizes);

        harness.Time.Advance(TimeSpan.FromMilliseconds(5));
        harness.RunThreads();

        Assert.Equal([2L, 1L], harness.RunSizes);
    }

    [Fact]
    public void Submit_TaskThatDoesNotFit_ClosesTheOpenBatch()
    {
        using var harness = new BatchingHarness("max_batch_size { value: 3 } batch_timeout_micros { value: 5000 }");
        _ = harness.SendAsync(1f, 2f);
        Assert.Equal(0, harness.Started);
        _ = harness.SendAsync(3f, 4f);
        Assert.Equal(1, harness.Started);
        harness.RunThreads();
        harness.Time.Advance(TimeSpan.FromMilliseconds(5));
        harness.RunThreads();

        Assert.Equal([2L, 2L], harness.RunSizes);
    }

    [Fact]
    public async Task Submit_QueueFull_IsUnavailable()
    {
        using var harness = new BatchingHarness("max_batch_size { value: 2 } max_enqueued_batches { value: 2 }");
        List<Task<RunResult>> accepted = [harness.SendAsync(1f, 2f), harness.SendAsync(3f, 4f)];
        var refused = harness.SendAsync(5f);

        Assert.Equal(
            "UNAVAILABLE: The batch scheduling queue to which this task was submitted is full; currently 2 batches enqueued and max_enqueued_batches is 2",
            (await refused).Error?.ToString());
        harness.RunThreads();
        Assert.All(await Task.WhenAll(accepted), result => Assert.Null(result.Error));
    }

    [Fact]
    public void Threads_AreSharedByTheQueuesInTurn()
    {
        using var harness = new BatchingHarness("max_batch_size { value: 1 }");
        List<string> order = [];
        var (a, b) = (harness.Serve(Named("a", order), 1), harness.Serve(Named("b", order), 2));
        foreach (var servable in new[] { a, a, a, b, b })
        {
            _ = BatchingHarness.SendAsync(servable, new() { ["x"] = Tensor.Create([1], 1f) }, null, null, default);
        }

        Assert.Equal(1, harness.Started);
        harness.RunThreads();

        Assert.Equal(["a", "b", "a", "b", "a"], order);
    }

    [Fact]
    public void Threads_NeverMoreThanAllowed()
    {
        using var harness = new BatchingHarness("max_batch_size { value: 1 }", threads: 2);
        for (var i = 0; i < 5; i++)
        {
            _ = harness.SendAsync(i);
        }

        Assert.Equal(1, harness.Started);
        harness.RunThread();
        Assert.InRange(harness.Started, 1, 2);
        harness.RunThreads();
        Assert.Equal(5, harness.Runs.Count);
    }

    [Fact]
    public async Task Splitting_FillsTheOpenBatchFirstAndJoinsTheOutputsInOrder()
    {
        using var harness = new BatchingHarness(
            "max_batch_size { value: 16 } enable_large_batch_splitting { value: true } max_execution_batch_size { value: 4 } batch_timeout_micros { value: 1000 }");
        var small = harness.SendAsync(100f);
        var large = harness.SendAsync([.. Enumerable.Range(0, 10).Select(i => (float)i)]);
        harness.Time.Advance(TimeSpan.FromMilliseconds(1));
        harness.RunThreads();

        Assert.Equal([4L, 4L, 3L], harness.RunSizes);
        await BatchingHarness.AssertValuesAsync(small, 52f);
        await BatchingHarness.AssertValuesAsync(large, [.. Enumerable.Range(0, 10).Select(i => (i / 2f) + 2)]);
    }

    [Fact]
    public async Task Splitting_MoreThanTheQueueHolds_ListsTheSizes()
    {
        using var harness = new BatchingHarness(
            "max_batch_size { value: 16 } enable_large_batch_splitting { value: true } max_execution_batch_size { value: 4 } max_enqueued_batches { value: 2 }");
        _ = harness.SendAsync(1f);
        var refused = (await harness.SendAsync(new float[8])).Error;

        Assert.Equal(ErrorCode.Unavailable, refused?.Code);
        Assert.EndsWith(
            "task size is 8 but scheduling capacity is only 7 (num_enqueued_batches=1, max_enqueued_batches=2, open_batch_size=1, max_execution_batch_size=4)",
            refused?.Message);
    }

    [Fact]
    public async Task Splitting_OnePieceFails_FailsTheRequestOnceAndSkipsTheRest()
    {
        var runs = 0;
        var model = new FunctionModel(FunctionModel.Signature([("x", DataType.Float)], [("y", DataType.Float)]), _ =>
        {
            runs++;
            throw new InvalidOperationException("the second floor is on fire");
        });
        using var harness = new BatchingHarness("max_batch_size { value: 9 } enable_large_batch_splitting { value: true } max_execution_batch_size { value: 3 }", model);
        var answer = harness.SendAsync(new float[9]);
        harness.RunThreads();

        Assert.Equal("INTERNAL: the second floor is on fire", (await answer).Error?.ToString());
        Assert.Equal(1, runs);
    }

    private static FunctionModel Named(string name, List<string> order) => new(
        FunctionModel.Signature([("x", DataType.Float)], [("y", DataType.Float)]),
        inputs =>
        {
            order.Add(name);
            return new Dictionary<string, Tensor> { ["y"] = inputs["x"] };
        });
}
