using ModelServing.Inference.Errors;
using ModelServing.Inference.Examples;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Rest;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Metrics;
using ModelServing.ModelServer.Servables;
using ModelServing.ModelServer.Serving;

namespace ModelServing.ModelServer.Grpc;

/// <summary>Classify, Regress and MultiInference behind the service: they share input and look-up.</summary>
internal sealed class ExampleCalls(ModelCatalog catalog, ExampleRunner runner, ServerMetrics metrics, MethodRules rules)
{
    /// <summary>Runs one method over a request's examples.</summary>
    public async Task<ServingResult<TResponse>> CallAsync<TResult, TResponse>(
        ExampleMethod<TResult> method,
        ModelSpec? spec,
        Input? input,
        Func<TResult, ModelSpec, TResponse> respond,
        CancellationToken cancellationToken)
        where TResult : class
        where TResponse : class
    {
        if (!ModelSpecs.TryRead(spec, out var request, out var error)
            || !ExampleInput.TryRead(input, out var examples, out error)
            || !catalog.TryAcquire(request, out var servable, out error))
        {
            return error;
        }

        try
        {
            var result = await runner.RunAsync(method, servable, spec.SignatureName, examples, Timeout.InfiniteTimeSpan, cancellationToken);
            return result.Value is null ? result.Refusal : respond(result.Value, Resolved(servable, spec.SignatureName));
        }
        finally
        {
            servable.Release();
        }
    }

    /// <summary>Runs several signatures of one model over the same examples, in the order asked for.</summary>
    public async Task<ServingResult<MultiInferenceResponse>> CallManyAsync(MultiInferenceRequest request, CancellationToken cancellationToken)
    {
        var first = request.Tasks.FirstOrDefault()?.ModelSpec ?? new ModelSpec();
        if (!ModelSpecs.TryRead(first, out var wanted, out var error) || !catalog.TryAcquire(wanted, out var servable, out error))
        {
            return error;
        }

        try
        {
            error = Check(request, servable);
            return error is null && ExampleInput.TryRead(request.Input, out var examples, out error)
                ? await RunAsync(request, servable, examples, cancellationToken)
                : error;
        }
        finally
        {
            servable.Release();
        }
    }

    private async Task<ServingResult<MultiInferenceResponse>> RunAsync(
        MultiInferenceRequest request, Servable servable, IReadOnlyList<ReadOnlyMemory<byte>> examples, CancellationToken cancellationToken)
    {
        var specs = request.Tasks.Select(task => Resolved(servable, task.ModelSpec.SignatureName)).ToList();
        var runs = await runner.RunManyAsync(servable, specs.Select(spec => spec.SignatureName), examples, cancellationToken);
        if (runs.Value is null)
        {
            return runs.Refusal;
        }

        var response = new MultiInferenceResponse();
        foreach (var (task, spec) in request.Tasks.Zip(specs))
        {
            var outputs = runs.Value[spec.SignatureName];
            var result = task.MethodName == MethodNames.Classify ? Classified(outputs, examples.Count, spec) : Regressed(outputs, examples.Count, spec);
            if (result.Value is null)
            {
                return result.Refusal;
            }

            response.Results.Add(result.Value);
        }

        metrics.Examples(servable.Id.Name, examples.Count);
        return response;
    }

    private static ServingResult<InferenceResult> Classified(IReadOnlyDictionary<string, Tensor> outputs, int count, ModelSpec spec)
    {
        var result = ExampleMethod.Classify.Read(outputs, count);
        return result.Value is null ? result.Refusal : new InferenceResult { ClassificationResult = result.Value, ModelSpec = spec };
    }

    private static ServingResult<InferenceResult> Regressed(IReadOnlyDictionary<string, Tensor> outputs, int count, ModelSpec spec)
    {
        var result = ExampleMethod.Regress.Read(outputs, count);
        return result.Value is null ? result.Refusal : new InferenceResult { RegressionResult = result.Value, ModelSpec = spec };
    }

    private ServingError? Check(MultiInferenceRequest request, Servable servable)
    {
        HashSet<string> signatures = [];
        foreach (var task in request.Tasks)
        {
            if (task.ModelSpec is null || task.ModelSpec.Name.Length == 0)
            {
                return ServingError.Invalid("Found ModelSpec with an empty model name.");
            }

            if (task.ModelSpec.Name != request.Tasks[0].ModelSpec.Name)
            {
                return ServingError.Invalid("All ModelSpecs in a MultiInferenceRequest must access the same model name.");
            }

            var name = Resolved(servable, task.ModelSpec.SignatureName).SignatureName;
            if (!signatures.Add(name))
            {
                return ServingError.Invalid($"Duplicate evaluation of signature: {name}");
            }

            if (!servable.Signatures.TryGetValue(name, out var signature))
            {
                return ServingError.Invalid($"Requested signature not found in model graph: {name}");
            }

            if (CheckMethod(task.MethodName, signature) is { } error)
            {
                return error;
            }
        }

        return null;
    }

    private ServingError? CheckMethod(string method, TensorSignature signature) => method switch
    {
        MethodNames.Classify => rules.Check(ExampleMethod.Classify, signature),
        MethodNames.Regress => rules.Check(ExampleMethod.Regress, signature),
        _ => new ServingError(ErrorCode.Unimplemented, $"Unsupported signature method_name: {method}"),
    };

    private static ModelSpec Resolved(Servable servable, string signature) => new()
    {
        Name = servable.Id.Name,
        SignatureName = signature.Length == 0 ? PredictBody.DefaultSignature : signature,
        Version = servable.Id.Version,
    };
}
