using ModelServing.Inference.Errors;
using ModelServing.Inference.Examples;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Rest;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Grpc;
using ModelServing.ModelServer.Loading;
using ModelServing.ModelServer.Servables;
using ModelServing.ModelServer.Serving;

namespace ModelServing.ModelServer.Warmup;

/// <summary>Runs recorded requests on a model that does not serve yet. Which model and version they name does not matter.</summary>
internal sealed class WarmupRequests(IModel model)
{
    private readonly Dictionary<string, TensorSignature> _signatures = model.Signatures.ToDictionary(pair => pair.Key, pair => new TensorSignature(pair.Key, pair.Value));

    /// <summary>Runs one request, or says why it fails.</summary>
    public ServingError? Run(PredictionLog log)
    {
        try
        {
            return log.LogTypeCase switch
            {
                PredictionLog.LogTypeOneofCase.PredictLog => Predict(log.PredictLog.Request ?? new PredictRequest()),
                PredictionLog.LogTypeOneofCase.ClassifyLog => Run(ExampleMethod.Classify, log.ClassifyLog.Request?.ModelSpec, log.ClassifyLog.Request?.Input),
                PredictionLog.LogTypeOneofCase.RegressLog => Run(ExampleMethod.Regress, log.RegressLog.Request?.ModelSpec, log.RegressLog.Request?.Input),
                PredictionLog.LogTypeOneofCase.MultiInferenceLog => RunAll(log.MultiInferenceLog.Request ?? new MultiInferenceRequest()),
                _ => new ServingError(ErrorCode.Unimplemented, $"Unsupported log_type for warmup: {(int)log.LogTypeCase}"),
            };
        }
        catch (ModelRunException exception)
        {
            return new ServingError(exception.Code, exception.Message);
        }
    }

    private ServingError? Predict(PredictRequest request)
    {
        var name = Name(request.ModelSpec);
        if (!_signatures.TryGetValue(name, out var signature))
        {
            return new ServingError(ErrorCode.FailedPrecondition, $"Serving signature key \"{name}\" not found.");
        }

        var inputs = new Dictionary<string, Tensor>();
        var error = PredictInputs.Read(new PredictCall(request).Inputs, signature, inputs) ?? PredictInputs.CheckFilter(request.OutputFilter, signature);
        if (error is null)
        {
            _ = model.Run(name, inputs, request.OutputFilter.Count == 0 ? null : request.OutputFilter);
        }

        return error;
    }

    private ServingError? RunAll(MultiInferenceRequest request)
    {
        foreach (var task in request.Tasks)
        {
            var error = task.MethodName == ExampleCalls.ClassifyMethod
                ? Run(ExampleMethod.Classify, task.ModelSpec, request.Input)
                : Run(ExampleMethod.Regress, task.ModelSpec, request.Input);
            if (error is not null)
            {
                return error;
            }
        }

        return null;
    }

    private ServingError? Run<T>(ExampleMethod<T> method, ModelSpec? spec, Input? input)
        where T : class
    {
        var name = Name(spec);
        if (!ExampleInput.TryRead(input, out var examples, out var error))
        {
            return error;
        }

        if (!_signatures.TryGetValue(name, out var signature))
        {
            return ServingError.Invalid($"No signature was found with the name: {name}");
        }

        error = method.Check(signature);
        if (error is not null)
        {
            return error;
        }

        var inputs = new Dictionary<string, Tensor> { [ExampleOutputs.InputName] = Tensor.FromStrings([examples.Count], examples) };
        return method.Read(model.Run(name, inputs, null), examples.Count).Error;
    }

    private static string Name(ModelSpec? spec) => spec is { SignatureName.Length: > 0 } ? spec.SignatureName : PredictBody.DefaultSignature;
}
