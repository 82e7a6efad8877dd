using System.Diagnostics;
using ModelServing.Inference.Errors;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading;
using ModelServing.ModelServer.Servables;
using ModelServing.ModelServer.Serving;

namespace ModelServing.ModelServer.Batching;

/// <summary>A request on its way through a queue. It holds its servable until the last of its rows has run, however early its caller leaves.</summary>
internal sealed class BatchRequest : TaskCompletionSource<RunResult>
{
    private readonly Servable? _servable;
    private readonly string[] _outputAliases;
    private readonly TimeProvider _timeProvider;
    private CancellationTokenRegistration _cancellation;
    private Tensor[][] _pieces = [];
    private int _left;

    /// <summary>Creates a request over inputs in the queue's order; a timeout that is not positive means none.</summary>
    public BatchRequest(Servable? servable, Tensor[] inputs, string[] outputAliases, TimeProvider timeProvider, TimeSpan timeout)
        : base(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        _servable = servable;
        _outputAliases = outputAliases;
        _timeProvider = timeProvider;
        Inputs = inputs;
        Rows = inputs[0].Shape[0];
        Enqueued = timeProvider.GetTimestamp();
        Deadline = timeout <= TimeSpan.Zero ? long.MaxValue : Enqueued + (long)(timeout.TotalSeconds * timeProvider.TimestampFrequency);
        Parent = Activity.Current?.Context ?? default;
    }

    public Tensor[] Inputs { get; }

    public long Rows { get; }

    public long Enqueued { get; }

    /// <summary>Gets when the caller stops waiting.</summary>
    public long Deadline { get; }

    /// <summary>Gets the span that the run belongs to.</summary>
    public ActivityContext Parent { get; }

    /// <summary>Lets the caller's token end the wait. Comes before the request is queued.</summary>
    public void CancelWith(CancellationToken cancellationToken) => _cancellation = cancellationToken.UnsafeRegister(
        static request => ((BatchRequest)request!).Answer(BatchErrors.Cancelled), // the state is the request
        this);

    /// <summary>Says into how many pieces the request goes; each of them ends by <see cref="Complete"/>, <see cref="Fail"/> or <see cref="Abandon"/>.</summary>
    public void Divide(int pieces)
    {
        _left = pieces;
        _pieces = new Tensor[pieces][];
    }

    public void Complete(int piece, Tensor[] outputs)
    {
        _pieces[piece] = outputs;
        End();
    }

    public void Fail(ServingError error)
    {
        Answer(error);
        End();
    }

    /// <summary>Leaves a piece undone: the caller has an answer.</summary>
    public void Abandon() => End();

    /// <summary>Answers the caller, unless that has been done.</summary>
    public void Answer(ServingError error) => TrySetResult(new RunResult(null, error, _timeProvider.GetElapsedTime(Enqueued)));

    /// <summary>Answers a request that no queue took.</summary>
    public void Refuse(ServingError error)
    {
        Answer(error);
        LetGo();
    }

    private void End()
    {
        if (Interlocked.Decrement(ref _left) > 0)
        {
            return;
        }

        if (!Task.IsCompleted)
        {
            AnswerWithOutputs();
        }

        LetGo();
    }

    private void AnswerWithOutputs()
    {
        try
        {
            var outputs = new Dictionary<string, Tensor>(_outputAliases.Length, StringComparer.Ordinal);
            for (var i = 0; i < _outputAliases.Length; i++)
            {
                outputs[_outputAliases[i]] = _pieces.Length == 1 ? _pieces[0][i] : RowJoin.Of(Array.ConvertAll(_pieces, piece => piece[i]));
            }

            TrySetResult(new RunResult(outputs, null, _timeProvider.GetElapsedTime(Enqueued)));
        }
        catch (ModelRunException exception)
        {
            Answer(new ServingError(exception.Code, exception.Message));
        }
    }

    private void LetGo()
    {
        _cancellation.Dispose();
        _servable?.Release();
    }
}
