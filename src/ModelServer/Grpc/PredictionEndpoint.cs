using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using ModelServing.Inference.Errors;
using ModelServing.Inference.Protos;
using ModelServing.ModelServer.Metrics;
using ModelServing.ModelServer.Serving;

namespace ModelServing.ModelServer.Grpc;

/// <summary><c>tensorflow.serving.PredictionService</c>, but for <see cref="PredictEndpoint"/>.</summary>
internal sealed class PredictionEndpoint(ModelCatalog catalog, ExampleCalls examples, ServerMetrics metrics, TimeProvider timeProvider)
    : PredictionService.PredictionServiceBase
{
    private const string SignatureField = "signature_def";

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
}
