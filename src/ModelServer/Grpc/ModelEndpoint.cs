using Grpc.Core;
using ModelServing.Inference.Errors;
using ModelServing.Inference.Protos;
using ModelServing.ModelServer.Metrics;
using ModelServing.ModelServer.Serving;

namespace ModelServing.ModelServer.Grpc;

/// <summary><c>tensorflow.serving.ModelService</c>.</summary>
internal sealed class ModelEndpoint(ModelCatalog catalog, ModelReloader reloader, ServerMetrics metrics) : ModelService.ModelServiceBase
{
    private const string RequestCount = ":tensorflow:serving:request_count";

    public override Task<GetModelStatusResponse> GetModelStatus(GetModelStatusRequest request, ServerCallContext context) =>
        ModelSpecs.TryRead(request.ModelSpec, out var servable, out var error) && catalog.TryGetStatus(servable, out var versions, out error)
            ? Task.FromResult(StatusMessages.Response(versions))
            : throw GrpcErrors.Exception(error);

    public override async Task<ReloadConfigResponse> HandleReloadConfigRequest(ReloadConfigRequest request, ServerCallContext context)
    {
        var before = metrics.RequestCount;
        var error = request.Config?.ConfigCase == ModelServerConfig.ConfigOneofCase.ModelConfigList
            ? await reloader.ApplyAsync(request.Config.ModelConfigList, context.CancellationToken)
            : ServingError.Invalid(
                "ServerModelConfig type not supported by HandleReloadConfigRequest. Only ModelConfigList is currently supported");
        if (error is not null)
        {
            throw GrpcErrors.Exception(error);
        }

        var response = new ReloadConfigResponse { Status = StatusMessages.Status(null) };
        foreach (var name in request.MetricNames)
        {
            var increase = name == RequestCount ? metrics.RequestCount - before : 0;
            response.Metric.Add(new Metric { Name = name, Int64ValueIncrease = increase });
        }

        return response;
    }
}
