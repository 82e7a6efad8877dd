using System.Collections.Concurrent;
using System.Collections.Frozen;
using ModelServing.Inference.Errors;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading;
using ModelServing.ModelServer.Metrics;
using ModelServing.ModelServer.Servables;
using ModelServing.ModelServer.Serving;

namespace ModelServing.ModelServer.Batching;

/// <summary>A model whose concurrent requests share runs. Calls that feed and fetch the same tensors share a queue, whatever their signature.</summary>
internal sealed class BatchedModel : IModel
{
    private readonly IModel _model;
    private readonly BatchingOptions _options;
    private readonly BatchScheduler _scheduler;
    private readonly BatchingMetrics _metrics;
    private readonly TimeProvider _timeProvider;
    private readonly FrozenDictionary<string, TensorSignature> _signatures;
    private readonly FrozenDictionary<string, BatchCall> _fullCalls;
    private readonly ConcurrentDictionary<string, BatchCall> _partialCalls = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, BatchQueue> _queues = new(StringComparer.Ordinal);

    public BatchedModel(IModel model, BatchingOptions options, BatchScheduler scheduler, BatchingMetrics metrics, TimeProvider timeProvider)
    {
        _model = model;
        _options = options;
        _scheduler = scheduler;
        _metrics = metrics;
        _timeProvider = timeProvider;
        _signatures = model.Signatures.Concat(model.JointSignatures).ToFrozenDictionary(pair => pair.Key, pair => new TensorSignature(pair.Key, pair.Value), StringComparer.Ordinal);
        _fullCalls = _signatures.ToFrozenDictionary(pair => pair.Key, pair => Call(pair.Value, null, pair.Value.Inputs.Select(field => field.Name)), StringComparer.Ordinal);
    }

    public IReadOnlyDictionary<string, SignatureDef> Signatures => _model.Signatures;

    public IReadOnlyDictionary<string, SignatureDef> JointSignatures => _model.JointSignatures;

    /// <summary>The rows of requests are copied into shared runs; one that runs alone is read by the model.</summary>
    public bool LetsGoOfInputs(string signature) => _model.LetsGoOfInputs(signature);

    /// <summary>Queues a request. Whoever calls holds the servable, and so does the request until its rows have run.</summary>
    public Task<RunResult> RunAsync(
        Servable servable,
        string signature,
        IReadOnlyDictionary<string, Tensor> inputs,
        IReadOnlyCollection<string>? outputFilter,
        TimeSpan timeout,
        CancellationToken cancellationToken)
    {
        var error = Read(signature, inputs, outputFilter, out var call, out var tensors);
        if (error is not null || !servable.TryAcquire())
        {
            error ??= new ServingError(ErrorCode.Unavailable, $"Servable {servable.Id} is being unloaded.");
            return Task.FromResult(new RunResult(null, error, TimeSpan.Zero));
        }

        var request = new BatchRequest(servable, tensors, call.Tensors.OutputAliases, _timeProvider, timeout);
        request.CancelWith(cancellationToken);
        if (_scheduler.Submit(call.Queue, request) is { } refusal)
        {
            request.Refuse(refusal);
        }

        return request.Task;
    }

    /// <summary>Runs at once, on the caller's thread, in a batch of its own that is padded as any other.</summary>
    public IReadOnlyDictionary<string, Tensor> Run(string signature, IReadOnlyDictionary<string, Tensor> inputs, IReadOnlyCollection<string>? outputFilter)
    {
        if (Read(signature, inputs, outputFilter, out var call, out var tensors) is { } error)
        {
            throw new ModelRunException(error.Code, error.Message);
        }

        var request = new BatchRequest(null, tensors, call.Tensors.OutputAliases, _timeProvider, TimeSpan.Zero);
        var outputs = call.Queue.Runner.Execute([new BatchTask(request, 0, 0, request.Rows)]);
        return call.Tensors.OutputAliases.Zip(outputs).ToDictionary(pair => pair.First, pair => RowRange.Of(pair.Second, 0, request.Rows));
    }

    public void Dispose() => _model.Dispose();

    private ServingError? Read(string name, IReadOnlyDictionary<string, Tensor> inputs, IReadOnlyCollection<string>? filter, out BatchCall call, out Tensor[] tensors)
    {
        tensors = [];
        if (!_fullCalls.TryGetValue(name, out call))
        {
            return new ServingError(ErrorCode.FailedPrecondition, $"Serving signature key \"{name}\" not found.");
        }

        if (filter is { Count: > 0 } || inputs.Count != call.Tensors.Inputs.Length)
        {
            call = PartialCall(_signatures[name], filter, inputs);
        }

        tensors = new Tensor[call.Tensors.Inputs.Length];
        for (var i = 0; i < tensors.Length; i++)
        {
            var alias = call.Tensors.Inputs[i].Alias;
            if (!inputs.TryGetValue(alias, out var tensor))
            {
                return ServingError.Invalid($"Input {alias} is missing");
            }

            tensors[i] = tensor;
        }

        return CheckRows(tensors);
    }

    private static ServingError? CheckRows(Tensor[] tensors)
    {
        if (tensors.Length == 0)
        {
            return BatchErrors.NoInput;
        }

        foreach (var tensor in tensors)
        {
            if (tensor.Rank == 0)
            {
                return BatchErrors.NoDimension;
            }

            if (tensor.Shape[0] != tensors[0].Shape[0])
            {
                return BatchErrors.UnequalRows;
            }
        }

        return null;
    }

    /// <summary>Finds the call for some of a signature's tensors: defaults stand in for the inputs left out, and outputs are filtered.</summary>
    private BatchCall PartialCall(TensorSignature signature, IReadOnlyCollection<string>? filter, IReadOnlyDictionary<string, Tensor> inputs)
    {
        string[] fetched = filter is { Count: > 0 } ? [.. filter.Order(StringComparer.Ordinal)] : [];
        string[] fed = [.. signature.Inputs.Select(field => field.Name).Where(inputs.ContainsKey)];
        var key = $"{signature.Name}\n{string.Join('\t', fed)}\n{string.Join('\t', fetched)}";
        return _partialCalls.GetOrAdd(key, _ => Call(signature, fetched.Length == 0 ? null : fetched, fed));
    }

    private BatchCall Call(TensorSignature signature, IReadOnlyCollection<string>? filter, IEnumerable<string> fed)
    {
        var tensors = new SignatureTensors(signature, filter, fed);
        var queue = _queues.GetOrAdd(
            tensors.QueueKey,
            _ => new BatchQueue(new BatchRunner(_model, tensors, _options, _metrics, _timeProvider), _timeProvider));
        return new BatchCall(tensors, queue);
    }
}
