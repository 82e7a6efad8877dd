using Microsoft.Extensions.Time.Testing;
using ModelServing.Inference.Protos;
using ModelServing.Inference.TextFormat;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Batching;
using ModelServing.ModelServer.Metrics;
using ModelServing.ModelServer.Servables;
using ModelServing.ModelServer.Serving;
using ModelServing.ModelServer.Tests.Servables;
using Xunit;

namespace ModelServing.ModelServer.Tests.Batching;

/// <summary>A batched model on a clock and on threads that only the test moves. Its runs are recorded.</summary>
internal sealed class BatchingHarness : IDisposable
{
    private static readonly RunDeadlines Deadlines = new(TimeProvider.System);

    private readonly Queue<IThreadPoolWorkItem> _started = new();
    private readonly BatchScheduler _scheduler;
    private readonly BatchingOptions _options;
    private readonly Servable _servable;

    public BatchingHarness(string parameters, IModel? model = null, int threads = 1)
    {
        Assert.True(TextFormatParser.TryParse<BatchingParameters>(parameters, out var read, out var problem), problem);
        Assert.True(BatchingOptionsReader.TryRead(read, out var options, out var error), error?.Message);
        _options = options;
        _scheduler = new BatchScheduler(threads, Time, _started.Enqueue);
        Inner = model ?? Record(FunctionModel.HalfPlus(2));
        _servable = Serve(Inner, 1);
    }

    public FakeTimeProvider Time { get; } = new();

    public ServerMetrics Metrics { get; } = new();

    public IModel Inner { get; }

    /// <summary>Gets the inputs of the runs so far.</summary>
    public List<IReadOnlyDictionary<string, Tensor>> Runs { get; } = [];

    /// <summary>Gets the sizes of the runs so far.</summary>
    public IEnumerable<long> RunSizes => Runs.Select(inputs => inputs.First().Value.Shape[0]);

    /// <summary>Gets how many threads the scheduler has asked for that the test has not run yet.</summary>
    public int Started => _started.Count;

    public Servable Serve(IModel model, long version) =>
        new(new ServableId("m", version), new BatchedModel(model, _options, _scheduler, Metrics.Batching, Time));

    public IModel Record(FunctionModel model) => new FunctionModel(model.Signatures["serving_default"], inputs =>
    {
        Runs.Add(inputs.ToDictionary(input => input.Key, input => Copy(input.Value)));
        return model.Run("serving_default", inputs, null);
    });

    /// <summary>Sends rows of one float each.</summary>
    public Task<RunResult> SendAsync(params float[] rows) => SendAsync(Tensor.Create<float>([rows.Length], rows));

    public Task<RunResult> SendAsync(Tensor x, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        SendAsync(_servable, new Dictionary<string, Tensor> { ["x"] = x }, null, timeout, cancellationToken);

    public Task<RunResult> SendAsync(Dictionary<string, Tensor> inputs, params string[] filter) => SendAsync(_servable, inputs, filter, null, default);

    public static Task<RunResult> SendAsync(Servable servable, Dictionary<string, Tensor> inputs, string[]? filter, TimeSpan? timeout, CancellationToken cancellationToken) =>
        new ModelRun(servable, "serving_default", inputs, filter).RunAsync(timeout ?? Timeout.InfiniteTimeSpan, Deadlines, cancellationToken).AsTask();

    public static async Task AssertValuesAsync(Task<RunResult> answer, params float[] expected)
    {
        var result = await answer;
        Assert.Null(result.Error);
        Assert.Equal(expected, result.Outputs!["y"].AsSpan<float>().ToArray()); // there is no error
    }

    /// <summary>Lets one of the threads asked for do its work.</summary>
    public void RunThread() => _started.Dequeue().Execute();

    public void RunThreads()
    {
        while (_started.Count > 0)
        {
            RunThread();
        }
    }

    public void Dispose() => _scheduler.Dispose();

    /// <summary>Takes the servable out of service, as the manager does.</summary>
    public void Unload() => _servable.Release();

    public Task Unloaded => _servable.Released;

    /// <summary>A buffer of the pool's is only good during the run.</summary>
    private static Tensor Copy(Tensor tensor) =>
        tensor.DataType == Inference.Tensors.DataType.String ? tensor : Tensor.FromBytes(tensor.DataType, tensor.Shape, tensor.Data.ToArray());
}
