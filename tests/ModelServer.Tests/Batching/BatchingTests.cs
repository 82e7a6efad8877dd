using ModelServing.Inference.Errors;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Serving;
using ModelServing.ModelServer.Tests.Servables;
using Xunit;

namespace ModelServing.ModelServer.Tests.Batching;

public sealed class BatchingTests
{
    [Fact]
    public async Task Run_TwoRequests_ShareOneRunAndGetTheirOwnRows()
    {
        using var harness = new BatchingHarness("");
        var first = harness.SendAsync(1f);
        var second = harness.SendAsync(10f, 20f);
        harness.RunThreads();

        await BatchingHarness.AssertValuesAsync(first, 2.5f);
        await BatchingHarness.AssertValuesAsync(second, 7f, 12f);
        Assert.Equal([1f, 10f, 20f], Assert.Single(harness.Runs)["x"].AsSpan<float>().ToArray());
    }

    [Fact]
    public async Task Run_OneRequest_IsRunInPlace()
    {
        using var harness = new BatchingHarness("");
        var x = Tensor.Create([1], 4f);
        Tensor? seen = null;
        var model = new FunctionModel(FunctionModel.Signature([("x", DataType.Float)], [("y", DataType.Float)]), inputs =>
        {
            seen = inputs["x"];
            return new Dictionary<string, Tensor> { ["y"] = inputs["x"] };
        });
        var answer = BatchingHarness.SendAsync(harness.Serve(model, 2), new() { ["x"] = x }, null, null, default);
        harness.RunThreads();

        Assert.Same(x, (await answer).Outputs?["y"]);
        Assert.Same(x, seen);
    }

    [Fact]
    public async Task Run_OutputThatIsTheInput_KeepsItsValuesAfterOtherRuns()
    {
        var model = new FunctionModel(
            FunctionModel.Signature([("x", DataType.Float)], [("y", DataType.Float)]), inputs => new Dictionary<string, Tensor> { ["y"] = inputs["x"] });
        using var harness = new BatchingHarness("", model);
        Task<RunResult>[] answers = [harness.SendAsync(1f), harness.SendAsync(2f)];
        harness.RunThreads();
        _ = harness.SendAsync(3f);
        _ = harness.SendAsync(4f);
        harness.RunThreads();

        await BatchingHarness.AssertValuesAsync(answers[0], 1f);
        await BatchingHarness.AssertValuesAsync(answers[1], 2f);
    }

    [Fact]
    public void Run_InputThatTheModelKeeps_StaysAsItWas()
    {
        List<Tensor> kept = [];
        var model = new FunctionModel(FunctionModel.Signature([("x", DataType.Float)], [("y", DataType.Float)]), inputs =>
        {
            kept.Add(inputs["x"]);
            return new Dictionary<string, Tensor> { ["y"] = Tensor.Create(inputs["x"].Shape, new float[inputs["x"].ElementCount]) };
        });
        using var harness = new BatchingHarness("", model);
        _ = harness.SendAsync(1f);
        _ = harness.SendAsync(2f);
        harness.RunThreads();
        _ = harness.SendAsync(3f);
        _ = harness.SendAsync(4f);
        harness.RunThreads();

        Assert.Equal([1f, 2f], kept[0].AsSpan<float>().ToArray());
    }

    [Fact]
    public async Task Run_AllowedSizes_PadsWithTheFirstRowOfTheLastTask()
    {
        using var harness = new BatchingHarness("max_batch_size { value: 4 } allowed_batch_sizes: [1, 3, 4]");
        Task<RunResult>[] answers = [harness.SendAsync(2f), harness.SendAsync(6f)];
        harness.RunThreads();

        Assert.Equal([2f, 6f, 6f], Assert.Single(harness.Runs)["x"].AsSpan<float>().ToArray());
        await BatchingHarness.AssertValuesAsync(answers[0], 3f);
        await BatchingHarness.AssertValuesAsync(answers[1], 5f);
    }

    [Fact]
    public void Metrics_OfAPaddedRun_AreTheTablesOfTheOriginal()
    {
        using var harness = new BatchingHarness("max_batch_size { value: 4 } allowed_batch_sizes: [1, 3, 4]");
        _ = harness.SendAsync(2f);
        harness.Time.Advance(TimeSpan.FromMicroseconds(150));
        _ = harness.SendAsync(6f);
        harness.RunThreads();
        var page = harness.Metrics.Page();

        Assert.Contains(":tensorflow:serving:batching_session:wrapped_run_count{} 1\n", page);
        Assert.Contains(":tensorflow:serving:batching_session:input_batch_size_sum{} 2\n:tensorflow:serving:batching_session:input_batch_size_count{} 2\n", page);
        Assert.Contains(":tensorflow:serving:batching_session:processed_batch_size_sum{} 3\n:tensorflow:serving:batching_session:processed_batch_size_count{} 1\n", page);
        Assert.Contains(":tensorflow:serving:batching_session:padding_size_sum{execution_batch_size=\"3\"} 1\n", page);
        Assert.Contains(":tensorflow:serving:batching_session:queuing_latency_bucket{thread_pool_name=\"\",le=\"144\"} 1\n", page);
        Assert.Contains(":tensorflow:serving:batching_session:queuing_latency_bucket{thread_pool_name=\"\",le=\"172.8\"} 2\n", page);
        Assert.Contains(":tensorflow:serving:batching_session:queuing_latency_sum{thread_pool_name=\"\"} 150\n", page);
    }

    [Fact]
    public async Task Run_SeveralInputsAndOutputs_AreMergedEachForItself()
    {
        var model = new FunctionModel(
            FunctionModel.Signature([("a", DataType.Int64), ("s", DataType.String)], [("n", DataType.Int64), ("t", DataType.String)]),
            inputs => new Dictionary<string, Tensor> { ["n"] = inputs["a"], ["t"] = inputs["s"] });
        using var harness = new BatchingHarness("", model);
        var first = harness.SendAsync(new Dictionary<string, Tensor> { ["a"] = Tensor.Create<long>([1, 2], 1, 2), ["s"] = Tensor.FromStrings([1, 1], "p") });
        var second = harness.SendAsync(new Dictionary<string, Tensor> { ["a"] = Tensor.Create<long>([2, 2], 3, 4, 5, 6), ["s"] = Tensor.FromStrings([2, 1], "q", "r") });
        harness.RunThreads();

        var (one, two) = ((await first).Outputs!, (await second).Outputs!); // the run succeeds
        Assert.Equal<long>([1, 2], one["n"].AsSpan<long>().ToArray());
        Assert.Equal<long>([3, 4, 5, 6], two["n"].AsSpan<long>().ToArray());
        Assert.Equal(["q", "r"], two["t"].Strings.Select(text => System.Text.Encoding.UTF8.GetString(text.Span)));
        Assert.Equal<long>([2, 1], two["t"].Shape.ToArray());
    }

    [Fact]
    public async Task Run_DifferentShapes_FailsAllTasksOfTheBatch()
    {
        using var harness = new BatchingHarness("");
        Task<RunResult>[] answers = [harness.SendAsync(Tensor.Create([1, 2], 1f, 2f)), harness.SendAsync(Tensor.Create([1, 3], 1f, 2f, 3f))];
        harness.RunThreads();

        foreach (var answer in answers)
        {
            var error = (await answer).Error;
            Assert.Equal(ErrorCode.FailedPrecondition, error?.Code);
            Assert.StartsWith(
                "Tensors with name 'x:0' from different tasks have different shapes and padding is turned off. Set pad_variable_length_inputs to true, or ",
                error?.Message);
        }

        Assert.Empty(harness.Runs);
    }

    [Fact]
    public void Run_PadVariableLengthInputs_PadsWithEachTensorsFirstElement()
    {
        using var harness = new BatchingHarness("pad_variable_length_inputs: true");
        _ = harness.SendAsync(Tensor.Create([1, 2, 1], 1f, 2f));
        _ = harness.SendAsync(Tensor.Create([2, 1, 3], 5f, 6f, 7f, 8f, 9f, 10f));
        harness.RunThreads();

        var merged = Assert.Single(harness.Runs)["x"];
        Assert.Equal([3L, 2L, 3L], merged.Shape.ToArray());
        Assert.Equal([1f, 1f, 1f, 2f, 1f, 1f, 5f, 6f, 7f, 5f, 5f, 5f, 8f, 9f, 10f, 5f, 5f, 5f], merged.AsSpan<float>().ToArray());
    }

    [Fact]
    public async Task Run_RefusalsBeforeTheQueue_HaveTheirTexts()
    {
        using var harness = new BatchingHarness("max_batch_size { value: 64 }");

        Assert.Equal("INVALID_ARGUMENT: Task size 65 is larger than maximum input batch size 64", await ErrorAsync(harness.SendAsync(new float[65])));
        Assert.Equal(
            "INVALID_ARGUMENT: Batching Run() input tensors must have at least one dimension", await ErrorAsync(harness.SendAsync(Tensor.Scalar(1f))));
        Assert.Equal("INVALID_ARGUMENT: Batching Run() must have at least one input tensor", await ErrorAsync(harness.SendAsync(new Dictionary<string, Tensor>())));
        Assert.Equal(0, harness.Started);
    }

    [Fact]
    public async Task Run_InputsWithUnequalRows_AreRefused()
    {
        using var harness = new BatchingHarness("", new FunctionModel(FunctionModel.Signature([("a", DataType.Float), ("b", DataType.Float)], []), _ => new Dictionary<string, Tensor>()));
        var answer = harness.SendAsync(new Dictionary<string, Tensor> { ["a"] = Tensor.Create([1], 1f), ["b"] = Tensor.Create([2], 1f, 2f) });

        Assert.Equal("INVALID_ARGUMENT: Batching Run() input tensors must have equal 0th-dimension size", await ErrorAsync(answer));
    }

    [Theory]
    [InlineData(0, "FAILED_PRECONDITION: Batched output tensor has 0 dimensions")]
    [InlineData(1, "FAILED_PRECONDITION: Batched output tensor's 0th dimension does not equal the sum of the 0th dimension sizes of the input tensors")]
    public async Task Run_OutputWithoutARowPerInputRow_FailsTheBatch(int rank, string error)
    {
        var output = rank == 0 ? Tensor.Scalar(1f) : Tensor.Create([1], 1f);
        var model = new FunctionModel(
            FunctionModel.Signature([("x", DataType.Float)], [("y", DataType.Float)]), _ => new Dictionary<string, Tensor> { ["y"] = output });
        using var harness = new BatchingHarness("", model);
        var answer = harness.SendAsync(1f, 2f);
        harness.RunThreads();

        Assert.Equal(error, await ErrorAsync(answer));
    }

    [Fact]
    public async Task Run_Filter_HasItsOwnQueue()
    {
        var model = new FunctionModel(
            FunctionModel.Signature([("x", DataType.Float)], [("y", DataType.Float), ("z", DataType.Float)]),
            inputs => new Dictionary<string, Tensor> { ["y"] = inputs["x"], ["z"] = inputs["x"] });
        using var harness = new BatchingHarness("", model, threads: 4);
        var all = harness.SendAsync(1f);
        var filtered = harness.SendAsync(new Dictionary<string, Tensor> { ["x"] = Tensor.Create([1], 2f) }, "z");
        Assert.Equal(2, harness.Started);
        harness.RunThreads();

        Assert.Equal(["y", "z"], (await all).Outputs?.Keys.Order());
        Assert.Equal(["z"], (await filtered).Outputs?.Keys);
    }

    [Fact]
    public async Task Run_NoRows_GivesNoRows()
    {
        using var harness = new BatchingHarness("max_batch_size { value: 4 } allowed_batch_sizes: [2, 4]");
        var answer = harness.SendAsync();
        harness.RunThreads();

        await BatchingHarness.AssertValuesAsync(answer);
    }

    private static async Task<string?> ErrorAsync(Task<RunResult> answer) => (await answer).Error?.ToString();
}
