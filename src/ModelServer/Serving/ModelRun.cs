using System.Diagnostics;
using ModelServing.Inference.Errors;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading;
using ModelServing.ModelServer.Servables;

namespace ModelServing.ModelServer.Serving;

/// <summary>One run of a model on the thread pool, so that the request can give up while the model goes on.</summary>
internal sealed class ModelRun(
    Servable servable,
    string signature,
    IReadOnlyDictionary<string, Tensor> inputs,
    IReadOnlyCollection<string>? outputFilter) : IThreadPoolWorkItem
{
    private static readonly ActivitySource Source = new("ModelServing.ModelServer");

    private readonly TaskCompletionSource<RunResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ActivityContext _parent = Activity.Current?.Context ?? default;

    /// <summary>Runs the model, at most as long as <paramref name="timeout"/>. Whoever calls holds the servable.</summary>
    public async Task<RunResult> RunAsync(TimeSpan timeout, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        if (!servable.TryAcquire())
        {
            return new RunResult(null, new ServingError(ErrorCode.Unavailable, $"Servable {servable.Id} is being unloaded."), TimeSpan.Zero);
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
        try
        {
            return await _result.Task.WaitAsync(timeout, timeProvider, cancellationToken);
        }
        catch (TimeoutException)
        {
            return new RunResult(null, new ServingError(ErrorCode.DeadlineExceeded, "Run() timeout exceeded while waiting for the model."), timeout);
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        using var activity = Source.StartActivity("model.run", ActivityKind.Internal, _parent);
        activity?.SetTag("model.name", servable.Id.Name);
        activity?.SetTag("model.version", servable.Id.Version);
        activity?.SetTag("model.signature", signature);
        var started = Stopwatch.GetTimestamp();
        try
        {
            var outputs = servable.Model.Run(signature, inputs, outputFilter);
            _result.SetResult(new RunResult(outputs, null, Stopwatch.GetElapsedTime(started)));
        }
        catch (ModelRunException exception)
        {
            activity?.SetStatus(ActivityStatusCode.Error, exception.Message);
            _result.SetResult(new RunResult(null, new ServingError(exception.Code, exception.Message), Stopwatch.GetElapsedTime(started)));
        }
        catch (Exception exception)
        {
            activity?.SetStatus(ActivityStatusCode.Error, exception.Message);
            _result.SetResult(new RunResult(null, new ServingError(ErrorCode.Internal, exception.Message), Stopwatch.GetElapsedTime(started)));
        }
        finally
        {
            servable.Release();
        }
    }
}
