using System.Runtime.CompilerServices;
using Grpc.Core;
using ModelServing.Inference.Errors;
using ModelServing.Inference.Rest;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Hosting;
using ModelServing.ModelServer.Metrics;
using ModelServing.ModelServer.Servables;
using ModelServing.ModelServer.Serving;

namespace ModelServing.ModelServer.Grpc;

/// <summary><c>PredictionService.Predict</c>: the one call that must cost little more than its run.</summary>
internal sealed class PredictEndpoint(ModelCatalog catalog, ServerMetrics metrics, ServerOptions options, RunDeadlines deadlines, TimeProvider timeProvider)
{
    public async Task<PredictAnswer> PredictAsync(PredictCall call, ServerCallContext context)
    {
        var result = await PredictAsync(call, TimeLeft(context));
        return result.Value ?? throw GrpcErrors.Exception(result.Refusal);
    }

    /// <summary>Answers a call at most as long as <paramref name="timeout"/>.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<ServingResult<PredictAnswer>> PredictAsync(PredictCall call, TimeSpan timeout)
    {
        var started = timeProvider.GetTimestamp();
        var result = await RunAsync(call, timeout);
        metrics.Request(call.Spec?.Name ?? "", "Predict", "GRPC", result.Error?.Code ?? ErrorCode.Ok, timeProvider.GetElapsedTime(started));
        return result;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ServingResult<PredictAnswer>> RunAsync(PredictCall call, TimeSpan timeout)
    {
        if (!ModelSpecs.TryRead(call.Spec, out var servableRequest, out var error)
            || !catalog.TryAcquire(servableRequest, out var servable, out error))
        {
            return error;
        }

        try
        {
            return await RunAsync(call, servable, timeout);
        }
        finally
        {
            servable.Release();
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ServingResult<PredictAnswer>> RunAsync(PredictCall call, Servable servable, TimeSpan timeout)
    {
        var name = call.Spec?.SignatureName is { Length: > 0 } given ? given : PredictBody.DefaultSignature;
        if (!servable.Signatures.TryGetValue(name, out var signature))
        {
            return new ServingError(ErrorCode.FailedPrecondition, $"Serving signature key \"{name}\" not found.");
        }

        var inputs = new Dictionary<string, Tensor>(signature.Inputs.Count);
        var filter = call.OutputFilter.Count == 0 ? null : call.OutputFilter;
        if ((PredictInputs.Read(call.Inputs, signature, inputs) ?? (filter is null ? null : PredictInputs.CheckFilter(filter, signature))) is { } error)
        {
            return error;
        }

        var result = await new ModelRun(servable, name, inputs, filter).RunAsync(timeout, deadlines, CancellationToken.None);
        if (result.Outputs is null)
        {
            return new ServingResult<PredictAnswer>(null, result.Error);
        }

        // Outputs mean that the last of the runs is over. Where there are none, one may still read.
        if (servable.Model.LetsGoOfInputs(name))
        {
            call.Recycle();
        }

        metrics.Run(servable.Id.Name, "Predict", result.Elapsed);
        return new PredictAnswer(servable.Id, name, result.Outputs, options.TensorContent);
    }

    /// <summary>The caller's deadline bounds the run. A call that is cancelled is not: its token costs more than the rest of a small run.</summary>
    private TimeSpan TimeLeft(ServerCallContext context)
    {
        if (context.Deadline == DateTime.MaxValue)
        {
            return Timeout.InfiniteTimeSpan;
        }

        var left = context.Deadline - timeProvider.GetUtcNow().UtcDateTime;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
