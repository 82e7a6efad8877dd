using System.Buffers;
using ModelServing.Inference.Errors;
using ModelServing.Inference.OpenInference;
using ModelServing.Inference.Rest;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Metrics;
using ModelServing.ModelServer.Rest;
using ModelServing.ModelServer.Servables;
using ModelServing.ModelServer.Serving;

namespace ModelServing.ModelServer.OpenInference;

/// <summary>Answers <c>/infer</c>.</summary>
internal sealed class OpenInferenceRunner(ModelCatalog catalog, ServerMetrics metrics, RestOptions options, RunDeadlines deadlines)
{
    /// <summary>Runs the request and writes the answer; on an error nothing has been written.</summary>
    public async Task<ServingError?> InferAsync(
        ServableRequest request,
        ReadOnlyMemory<byte> body,
        IBufferWriter<byte> answer,
        CancellationToken cancellationToken)
    {
        if (!InferRequest.TryParse(body.Span, out var infer, out var error) || !catalog.TryAcquire(request, out var servable, out error))
        {
            return error;
        }

        try
        {
            return await RunAsync(infer, servable, answer, cancellationToken);
        }
        finally
        {
            servable.Release();
        }
    }

    private async Task<ServingError?> RunAsync(InferRequest infer, Servable servable, IBufferWriter<byte> answer, CancellationToken cancellationToken)
    {
        var name = infer.SignatureName ?? PredictBody.DefaultSignature;
        if (!servable.Signatures.TryGetValue(name, out var signature))
        {
            return ServingError.Invalid($"Model '{servable.Id.Name}' has no signature '{name}'");
        }

        if (Check(infer, signature) is { } error)
        {
            return error;
        }

        var run = new ModelRun(servable, name, infer.Inputs, infer.Outputs.Count == 0 ? null : infer.Outputs);
        var result = await run.RunAsync(options.RunTimeout, deadlines, cancellationToken);
        if (result.Outputs is null)
        {
            return result.Error;
        }

        metrics.Run(servable.Id.Name, "Infer", result.Elapsed);
        return InferResponse.Write(answer, servable.Id.Name, servable.Id.Version.ToString(), infer.Id, result.Outputs);
    }

    private static ServingError? Check(InferRequest infer, TensorSignature signature)
    {
        foreach (var field in signature.Inputs)
        {
            if (!infer.Inputs.TryGetValue(field.Name, out var tensor))
            {
                return ServingError.Invalid($"Input '{field.Name}' is missing");
            }

            if (tensor.DataType != field.Type)
            {
                return ServingError.Invalid(
                    $"Input '{field.Name}' must be {OpenInferenceType.Name(field.Type)}, not {OpenInferenceType.Name(tensor.DataType)}");
            }
        }

        var unknown = infer.Inputs.Keys.FirstOrDefault(name => !signature.Inputs.Any(field => field.Name == name))
            ?? infer.Outputs.FirstOrDefault(name => !signature.Outputs.Any(field => field.Name == name));
        return unknown is null ? null : ServingError.Invalid($"The signature has no tensor '{unknown}'");
    }
}
