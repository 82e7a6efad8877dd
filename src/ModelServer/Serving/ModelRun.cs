using System.Diagnostics;
using System.Threading.Tasks.Sources;
using ModelServing.Inference.Errors;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading;
using ModelServing.ModelServer.RequestLogs;
using ModelServing.ModelServer.Servables;

namespace ModelServing.ModelServer.Serving;

/// <summary>One run of a model on the thread pool, so that the request can give up while the model goes on. Short runs are not worth that.</summary>
internal sealed class ModelRun(
    Servable servable,
    string signature,
    IReadOnlyDictionary<string, Tensor> inputs,
    IReadOnlyCollection<string>? outputFilter) : IThreadPoolWorkItem, IValueTaskSource<RunResult>
{
    private static readonly ActivitySource Source = new("ModelServing.ModelServer");
    private static readonly TimeSpan WorthWaiting = TimeSpan.FromMilliseconds(20);

    private readonly ActivityContext _parent = Activity.Current?.Context ?? default;
    private ManualResetValueTaskSourceCore<RunResult> _result;
    private RunDeadlines? _deadlines;
    private CancellationToken _cancellationToken;
    private int _isAnswered;

    /// <summary>Gets or sets when the wait ends, as a timestamp. These four belong to <see cref="RunDeadlines"/>.</summary>
    public long Deadline { get; set; }

    public int Shard { get; set; }

    public ModelRun? Next { get; set; }

    public ModelRun? Previous { get; set; }

    /// <summary>Gets a value indicating whether the run may be logged as a request.</summary>
    public bool IsLogged { get; init; } = true;

    /// <summary>Runs the model, at most as long as <paramref name="timeout"/>. Whoever calls holds the servable.</summary>
    public ValueTask<RunResult> RunAsync(TimeSpan timeout, RunDeadlines deadlines, CancellationToken cancellationToken) =>
        servable.Refusal(signature) is { } refusal ? new(new RunResult(null, refusal, TimeSpan.Zero))
            : IsLogged && servable.RequestLogger is { } logger && logger.TrySample(servable.Id.Name, out var log)
            ? LogAsync(log, StartAsync(timeout, deadlines, cancellationToken))
            : StartAsync(timeout, deadlines, cancellationToken);

    private ValueTask<RunResult> StartAsync(TimeSpan timeout, RunDeadlines deadlines, CancellationToken cancellationToken)
    {
        if (servable.Batched is { } batched)
        {
            return new(batched.RunAsync(servable, signature, inputs, outputFilter, timeout, cancellationToken));
        }

        if (!servable.TryAcquire())
        {
            return new(new RunResult(null, new ServingError(ErrorCode.Unavailable, $"Servable {servable.Id} is being unloaded."), TimeSpan.Zero));
        }

        if (servable.RunTimes.AreShort && (timeout == Timeout.InfiniteTimeSpan || timeout > WorthWaiting))
        {
            return new(RunTraced());
        }

        _cancellationToken = cancellationToken;
        _deadlines = deadlines;
        deadlines.Add(this, timeout);
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
        return new ValueTask<RunResult>(this, _result.Version);
    }

    private async ValueTask<RunResult> LogAsync(RequestLog log, ValueTask<RunResult> run)
    {
        var result = await run;
        if (result.Outputs is { } outputs)
        {
            log.Add(servable.Id, signature, inputs, outputFilter, outputs);
        }

        return result;
    }

    public bool IsLate(long now) => now >= Deadline || _cancellationToken.IsCancellationRequested;

    /// <summary>Answers for the model, which goes on.</summary>
    public void GiveUp() => Answer(new RunResult(
        null,
        _cancellationToken.IsCancellationRequested
            ? new ServingError(ErrorCode.Cancelled, "The request was cancelled while waiting for the model.")
            : new ServingError(ErrorCode.DeadlineExceeded, "Run() timeout exceeded while waiting for the model."),
        TimeSpan.Zero));

    void IThreadPoolWorkItem.Execute()
    {
        var result = RunTraced();
        _deadlines?.Remove(this);
        Answer(result);
    }

    RunResult IValueTaskSource<RunResult>.GetResult(short token) => _result.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<RunResult>.GetStatus(short token) => _result.GetStatus(token);

    void IValueTaskSource<RunResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _result.OnCompleted(continuation, state, token, flags);

    private RunResult RunTraced()
    {
        using var activity = Source.StartActivity("model.run", ActivityKind.Internal, _parent);
        activity?.SetTag("model.name", servable.Id.Name);
        activity?.SetTag("model.version", servable.Id.Version);
        activity?.SetTag("model.signature", signature);
        var result = Run(activity);
        servable.RunTimes.Add(result.Elapsed);
        servable.Release();
        return result;
    }

    private RunResult Run(Activity? activity)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            var outputs = servable.Model.Run(signature, inputs, outputFilter);
            return new RunResult(outputs, null, Stopwatch.GetElapsedTime(started));
        }
        catch (ModelRunException exception)
        {
            activity?.SetStatus(ActivityStatusCode.Error, exception.Message);
            return new RunResult(null, new ServingError(exception.Code, exception.Message), Stopwatch.GetElapsedTime(started));
        }
        catch (Exception exception)
        {
            activity?.SetStatus(ActivityStatusCode.Error, exception.Message);
            return new RunResult(null, new ServingError(ErrorCode.Internal, exception.Message), Stopwatch.GetElapsedTime(started));
        }
    }

    /// <summary>The first answer counts; what waits for it goes on here, on the thread that the model has just left.</summary>
    private void Answer(RunResult result)
    {
        if (Interlocked.Exchange(ref _isAnswered, 1) == 0)
        {
            _result.SetResult(result);
        }
    }
}
