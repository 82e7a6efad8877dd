using System.Buffers;
using System.Runtime.CompilerServices;
using ModelServing.Inference.Errors;
using ModelServing.Inference.Rest;
using ModelServing.ModelServer.Metrics;
using ModelServing.ModelServer.Servables;
using ModelServing.ModelServer.Serving;

namespace ModelServing.ModelServer.Rest;

/// <summary>Answers <c>:predict</c>: text to tensors, run, tensors to text.</summary>
internal sealed class RestPredictor(ModelCatalog catalog, ServerMetrics metrics, RestOptions options, RunDeadlines deadlines)
{
    /// <summary>Runs the request and writes the answer; on an error nothing has been written.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<ServingError?> PredictAsync(
        ServableRequest request,
        ReadOnlyMemory<byte> body,
        IBufferWriter<byte> output)
    {
        // The order of the checks is the original's: bad JSON for an unknown model is a 400.
        if (!PredictBody.TryParse(body.Span, out var predict, out var error))
        {
            return error;
        }

        using (predict)
        {
            if (!catalog.TryAcquire(request, out var servable, out error))
            {
                return error;
            }

            try
            {
                return await RunAsync(predict, servable, output);
            }
            finally
            {
                servable.Release();
            }
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ServingError?> RunAsync(PredictBody predict, Servable servable, IBufferWriter<byte> output)
    {
        if (!servable.Signatures.TryGetValue(predict.SignatureName, out var signature))
        {
            return ServingError.Invalid($"Serving signature name: \"{predict.SignatureName}\" not found in signature def");
        }

        if (!predict.TryReadInputs(signature, out var format, out var inputs, out var error))
        {
            return error;
        }

        var run = new ModelRun(servable, signature.Name, inputs, null);
        var result = await run.RunAsync(options.RunTimeout, deadlines, CancellationToken.None);
        if (result.Outputs is null)
        {
            return result.Error;
        }

        metrics.Run(servable.Id.Name, "Predict", result.Elapsed);
        return PredictAnswer.Write(output, format, result.Outputs);
    }
}
