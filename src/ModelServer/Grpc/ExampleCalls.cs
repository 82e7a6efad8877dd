using ModelServing.Inference.Errors;
using ModelServing.Inference.Examples;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Rest;
using ModelServing.ModelServer.Servables;
using ModelServing.ModelServer.Serving;

namespace ModelServing.ModelServer.Grpc;

/// <summary>Classify, Regress and MultiInference behind the service: they share input and look-up.</summary>
internal sealed class ExampleCalls(ModelCatalog catalog, ExampleRunner runner)
{
    private const string ClassifyMethod = "tensorflow/serving/classify";
    private const string RegressMethod = "tensorflow/serving/regress";

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
        if (Check(request) is { } error)
        {
            return error;
        }

        var response = new MultiInferenceResponse();
        foreach (var task in request.Tasks)
        {
            var result = task.MethodName == ClassifyMethod
                ? await CallAsync(ExampleMethod.Classify, task.ModelSpec, request.Input, Classified, cancellationToken)
                : await CallAsync(ExampleMethod.Regress, task.ModelSpec, request.Input, Regressed, cancellationToken);
            if (result.Value is null)
            {
                return result.Refusal;
            }

            response.Results.Add(result.Value);
        }

        return response;
    }

    private static InferenceResult Classified(ClassificationResult result, ModelSpec spec) => new() { ClassificationResult = result, ModelSpec = spec };

    private static InferenceResult Regressed(RegressionResult result, ModelSpec spec) => new() { RegressionResult = result, ModelSpec = spec };

    private static ServingError? Check(MultiInferenceRequest request)
    {
        if (request.Tasks.Count == 0)
        {
            return ServingError.Invalid("ModelSpec has no name specified.");
        }

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

            if (!signatures.Add(task.ModelSpec.SignatureName))
            {
                return ServingError.Invalid($"Duplicate evaluation of signature: {task.ModelSpec.SignatureName}");
            }

            if (task.MethodName is not (ClassifyMethod or RegressMethod))
            {
                return new ServingError(ErrorCode.Unimplemented, $"Unsupported signature method_name: {task.MethodName}");
            }
        }

        return ExampleInput.TryRead(request.Input, out _, out var error) ? null : error;
    }

    private static ModelSpec Resolved(Servable servable, string signature) => new()
    {
        Name = servable.Id.Name,
        SignatureName = signature.Length == 0 ? PredictBody.DefaultSignature : signature,
        Version = servable.Id.Version,
    };
}
