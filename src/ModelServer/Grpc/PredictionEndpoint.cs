using System.Runtime.CompilerServices;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using ModelServing.Inference.Errors;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Rest;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Metrics;
using ModelServing.ModelServer.Servables;
using ModelServing.ModelServer.Serving;
using ModelServing.ModelServer.Hosting;

namespace ModelServing.ModelServer.Grpc;

/// <summary><c>tensorflow.serving.PredictionService</c>.</summary>
internal sealed class PredictionEndpoint(ModelCatalog catalog, ExampleCalls examples, ServerMetrics metrics, ServerOptions options, RunDeadlines deadlines, TimeProvider timeProvider)
    : PredictionService.PredictionServiceBase
{
    private const string SignatureField = "signature_def";

    public override async Task<PredictResponse> Predict(PredictRequest request, ServerCallContext context)
    {
        var started = timeProvider.GetTimestamp();
        var (response, error) = await PredictAsync(request, context);
        metrics.Request(request.ModelSpec?.Name ?? "", "Predict", "GRPC", error?.Code ?? ErrorCode.Ok, timeProvider.GetElapsedTime(started));
        return response ?? throw GrpcErrors.Exception(error ?? new ServingError(ErrorCode.Internal, "The model gave no outputs."));
    }

    public override Task<ClassificationResponse> Classify(ClassificationRequest request, ServerCallContext context) => CountAsync(
        "Classify",
        request.ModelSpec,
        examples.CallAsync(
            ExampleMethod.Classify,
            request.ModelSpec,
            request.Input,
            static (result, spec) => new ClassificationResponse { Result = result, ModelSpec = spec },
            context.CancellationToken));

    public override Task<RegressionResponse> Regress(RegressionRequest request, ServerCallContext context) => CountAsync(
        "Regress",
        request.ModelSpec,
        examples.CallAsync(
            ExampleMethod.Regress,
            request.ModelSpec,
            request.Input,
            static (result, spec) => new RegressionResponse { Result = result, ModelSpec = spec },
            context.CancellationToken));

    public override async Task<MultiInferenceResponse> MultiInference(MultiInferenceRequest request, ServerCallContext context)
    {
        var result = await examples.CallManyAsync(request, context.CancellationToken);
        return result.Value ?? throw GrpcErrors.Exception(result.Refusal);
    }

    public override Task<GetModelMetadataResponse> GetModelMetadata(GetModelMetadataRequest request, ServerCallContext context)
    {
        if (!ModelSpecs.TryRead(request.ModelSpec, out var servableRequest, out var error))
        {
            throw GrpcErrors.Exception(error);
        }

        if (request.MetadataField.Count == 0)
        {
            throw GrpcErrors.Exception(ServingError.Invalid("GetModelMetadataRequest must specify at least one metadata_field"));
        }

        if (request.MetadataField.FirstOrDefault(field => field != SignatureField) is { } unknown)
        {
            throw GrpcErrors.Exception(ServingError.Invalid($"Metadata field {unknown} is not supported"));
        }

        if (!catalog.TryAcquire(servableRequest, out var servable, out error))
        {
            throw GrpcErrors.Exception(error);
        }

        var map = new SignatureDefMap();
        foreach (var (name, signature) in servable.Model.Signatures)
        {
            map.SignatureDef.Add(name, signature);
        }

        var response = new GetModelMetadataResponse { ModelSpec = new ModelSpec { Name = servable.Id.Name, Version = servable.Id.Version } };
        servable.Release();
        response.Metadata.Add(SignatureField, Any.Pack(map));
        return Task.FromResult(response);
    }

    private async Task<T> CountAsync<T>(string api, ModelSpec? spec, Task<ServingResult<T>> call)
        where T : class
    {
        var started = timeProvider.GetTimestamp();
        var result = await call;
        metrics.Request(spec?.Name ?? "", api, "GRPC", result.Error?.Code ?? ErrorCode.Ok, timeProvider.GetElapsedTime(started));
        return result.Value ?? throw GrpcErrors.Exception(result.Refusal);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<(PredictResponse? Response, ServingError? Error)> PredictAsync(PredictRequest request, ServerCallContext context)
    {
        if (!ModelSpecs.TryRead(request.ModelSpec, out var servableRequest, out var error)
            || !catalog.TryAcquire(servableRequest, out var servable, out error))
        {
            return (null, error);
        }

        try
        {
            return await RunAsync(request, servable, context);
        }
        finally
        {
            servable.Release();
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<(PredictResponse? Response, ServingError? Error)> RunAsync(PredictRequest request, Servable servable, ServerCallContext context)
    {
        var name = request.ModelSpec.SignatureName is { Length: > 0 } given ? given : PredictBody.DefaultSignature;
        if (!servable.Signatures.TryGetValue(name, out var signature))
        {
            return (null, new ServingError(ErrorCode.FailedPrecondition, $"Serving signature key \"{name}\" not found."));
        }

        var inputs = new Dictionary<string, Tensor>(signature.Inputs.Count);
        var error = PredictInputs.Read(request.Inputs, signature, inputs)
            ?? (request.OutputFilter.Count == 0 ? null : PredictInputs.CheckFilter(request.OutputFilter, signature));
        if (error is not null)
        {
            return (null, error);
        }

        var run = new ModelRun(servable, name, inputs, request.OutputFilter.Count == 0 ? null : request.OutputFilter);
        var result = await run.RunAsync(TimeLeft(context), deadlines, CancellationToken.None);
        if (result.Outputs is null)
        {
            return (null, result.Error);
        }

        metrics.Run(servable.Id.Name, "Predict", result.Elapsed);
        var response = new PredictResponse { ModelSpec = new ModelSpec { Name = servable.Id.Name, SignatureName = name, Version = servable.Id.Version } };
        foreach (var (alias, tensor) in result.Outputs)
        {
            response.Outputs.Add(alias, TensorProtoCodec.Encode(tensor, options.TensorContent));
        }

        return (response, null);
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
