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
internal sealed class WarmupRequests(IModel model, MethodRules rules)
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
        var error = rules.CheckPredict(signature) ?? PredictInputs.Read(new PredictCall(request).Inputs, signature, inputs) ?? PredictInputs.CheckFilter(request.OutputFilter, signature);
        if (error is null)
        {
            _ = model.Run(name, inputs, request.OutputFilter.Count == 0 ? null : request.OutputFilter);
        }

        return error;
    }

    /// <summary>Runs the tasks one by one, and then those together that requests will run together.</summary>
    private ServingError? RunAll(MultiInferenceRequest request)
    {
        foreach (var task in request.Tasks)
        {
            var error = task.MethodName switch
            {
                MethodNames.Classify => Run(ExampleMethod.Classify, task.ModelSpec, request.Input),
                MethodNames.Regress => Run(ExampleMethod.Regress, task.ModelSpec, request.Input),
                _ => new ServingError(ErrorCode.Unimplemented, $"Unsupported signature method_name: {task.MethodName}"),
            };
            if (error is not null)
            {
                return error;
            }
        }

        if (ExampleInput.TryRead(request.Input, out var examples, out _))
        {
            foreach (var joint in JointRun.Plan(model, request.Tasks.Select(task => Name(task.ModelSpec))).Where(run => run.Members.Count > 1))
            {
                _ = model.Run(joint.Signature, Inputs(examples), joint.Filter);
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

        return rules.Check(method, signature) ?? method.Read(model.Run(name, Inputs(examples), null), examples.Count).Error;
    }

    private static Dictionary<string, Tensor> Inputs(IReadOnlyList<ReadOnlyMemory<byte>> examples) =>
        new() { [ExampleOutputs.InputName] = Tensor.FromStrings([examples.Count], examples) };

    private static string Name(ModelSpec? spec) => spec is { SignatureName.Length: > 0 } ? spec.SignatureName : PredictBody.DefaultSignature;
}
