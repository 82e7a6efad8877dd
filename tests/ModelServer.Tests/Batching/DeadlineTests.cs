using ModelServing.Inference.Errors;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Serving;
using ModelServing.ModelServer.Tests.Servables;
using Xunit;

namespace ModelServing.ModelServer.Tests.Batching;

public sealed class DeadlineTests
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Late_AllTasksOfABatch_AreAnsweredWithoutARun()
    {
        using var harness = new BatchingHarness("");
        Task<RunResult>[] answers = [SendAsync(harness, Short), SendAsync(harness, Short * 2)];

        harness.Time.Advance(Short * 2);

        foreach (var answer in answers)
        {
            Assert.Equal("RESOURCE_EXHAUSTED: Run() timeout exceeded while waiting in batching queue", (await answer).Error?.ToString());
        }

        harness.RunThreads();
        Assert.Empty(harness.Runs);
    }

    [Fact]
    public async Task Late_OneTaskOfABatch_StillRunsWithTheOthers()
    {
        using var harness = new BatchingHarness("");
        Task<RunResult>[] answers = [SendAsync(harness, Short), SendAsync(harness, Short * 2)];
        harness.Time.Advance(Short);
        harness.RunThreads();

        Assert.All(await Task.WhenAll(answers), result => Assert.Null(result.Error));
    }

    [Fact]
    public async Task Run_LongerThanTheLastDeadline_IsAnsweredWhileItGoesOn()
    {
        BatchingHarness harness = null!; // set below, before the model runs
        Task<RunResult>[] answers = [];
        var answeredDuringRun = false;
        var model = new FunctionModel(FunctionModel.Signature([("x", DataType.Float)], [("y", DataType.Float)]), inputs =>
        {
            harness.Time.Advance(Short);
            Assert.False(Array.Exists(answers, answer => answer.IsCompleted));
            harness.Time.Advance(Short);
            answeredDuringRun = true;
            return new Dictionary<string, Tensor> { ["y"] = inputs["x"] };
        });
        using var created = harness = new BatchingHarness("", model);
        answers = [SendAsync(harness, Short), SendAsync(harness, Short * 2)];
        harness.RunThreads();

        Assert.True(answeredDuringRun);
        foreach (var answer in answers)
        {
            Assert.Equal(ErrorCode.DeadlineExceeded, (await answer).Error?.Code);
        }
    }

    [Fact]
    public async Task Cancel_BeforeTheRun_TakesTheRowsOut()
    {
        using var harness = new BatchingHarness("");
        using var cancel = new CancellationTokenSource();
        var gone = harness.SendAsync(Tensor.Create([1], 1f), null, cancel.Token);
        var stays = harness.SendAsync(2f);
        await cancel.CancelAsync();
        Assert.Equal(ErrorCode.Cancelled, (await gone).Error?.Code);
        harness.RunThreads();

        Assert.Equal([1L], harness.RunSizes);
        await BatchingHarness.AssertValuesAsync(stays, 3f);
    }

    [Fact]
    public async Task Cancel_EveryTask_RunsNothingAndLetsGoOfTheServable()
    {
        using var harness = new BatchingHarness("");
        using var cancel = new CancellationTokenSource();
        var gone = harness.SendAsync(Tensor.Create([1], 1f), null, cancel.Token);
        await cancel.CancelAsync();
        Assert.Equal(ErrorCode.Cancelled, (await gone).Error?.Code);
        harness.Unload();
        Assert.False(harness.Unloaded.IsCompleted);
        harness.RunThreads();

        Assert.Empty(harness.Runs);
        await harness.Unloaded.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Unload_WhileABatchWaits_ComesAfterItsRun()
    {
        using var harness = new BatchingHarness("");
        var answer = harness.SendAsync(2f);
        harness.Unload();
        Assert.False(harness.Unloaded.IsCompleted);
        harness.RunThreads();

        Assert.Null((await answer).Error);
        await harness.Unloaded.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }

    private static Task<RunResult> SendAsync(BatchingHarness harness, TimeSpan timeout) => harness.SendAsync(Tensor.Create([1], 2f), timeout);
}
