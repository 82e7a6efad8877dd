using System.Collections.Frozen;
using ModelServing.Inference.Errors;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Batching;
using ModelServing.ModelServer.RequestLogs;
using ModelServing.ModelServer.Serving;

namespace ModelServing.ModelServer.Servables;

/// <summary>A version that serves. Requests hold it while they run, so unloading waits for the last of them.</summary>
internal sealed class Servable
{
    private readonly IModel _model;
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly MethodRules? _rules;
    private int _holders = 1;

    public Servable(ServableId id, IModel model, RequestLogger? requestLogger = null, MethodRules? rules = null)
    {
        _rules = rules is { ChecksNames: true } ? rules : null;
        Id = id;
        _model = model;
        RequestLogger = requestLogger;
        Batched = model as BatchedModel;
        Signatures = model.Signatures.ToFrozenDictionary(pair => pair.Key, pair => new TensorSignature(pair.Key, pair.Value));
    }

    public ServableId Id { get; }

    public FrozenDictionary<string, TensorSignature> Signatures { get; }

    /// <summary>Gets the model; only for those who hold the servable.</summary>
    public IModel Model => _model;

    /// <summary>Gets where requests may be logged, or null.</summary>
    public RequestLogger? RequestLogger { get; }

    public RunTimes RunTimes { get; } = new();

    /// <summary>Gets the model where its requests share runs.</summary>
    public BatchedModel? Batched { get; }

    /// <summary>Gets a task that ends when nobody holds the servable any more and its model is gone.</summary>
    public Task Released => _released.Task;

    /// <summary>Says why a signature must not be run, if that is so.</summary>
    public ServingError? Refusal(string name) => _rules is not null && Signatures.TryGetValue(name, out var signature) ? _rules.CheckPredict(signature) : null;

    /// <summary>Holds the servable, unless it is gone already. Pair with <see cref="Release"/>.</summary>
    public bool TryAcquire()
    {
        var holders = Volatile.Read(ref _holders);
        while (holders > 0)
        {
            var seen = Interlocked.CompareExchange(ref _holders, holders + 1, holders);
            if (seen == holders)
            {
                return true;
            }

            holders = seen;
        }

        return false;
    }

    /// <summary>Lets go; the model is disposed after the last one, who may be a request and does not wait for that. The manager holds the first reference.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static servable => servable.End(), this, preferLocal: false);
        }
    }

    private void End()
    {
        _model.Dispose();
        _released.SetResult();
    }
}
