using Grpc.Core;
using ModelServing.Inference.Errors;
using ModelServing.Inference.Protos;
using ModelServing.ModelServer.Metrics;
using ModelServing.ModelServer.Serving;

namespace ModelServing.ModelServer.Grpc;

/// <summary><c>tensorflow.serving.ModelService</c>.</summary>
internal sealed class ModelEndpoint(ModelCatalog catalog, ModelReloader reloader, ServerMetrics metrics) : ModelService.ModelServiceBase
{
    public override Task<GetModelStatusResponse> GetModelStatus(GetModelStatusRequest request, ServerCallContext context) =>
        ModelSpecs.TryRead(request.ModelSpec, out var servable, out var error) && catalog.TryGetStatus(servable, out var versions, out error)
            ? Task.FromResult(StatusMessages.Response(versions))
            : throw GrpcErrors.Exception(error);

    public override async Task<ReloadConfigResponse> HandleReloadConfigRequest(ReloadConfigRequest request, ServerCallContext context)
    {
        var before = request.MetricNames.Select(metrics.Total).ToList();
        var error = request.Config?.ConfigCase == ModelServerConfig.ConfigOneofCase.ModelConfigList
            ? await reloader.ApplyAsync(request.Config.ModelConfigList, context.CancellationToken)
            : ServingError.Invalid(
                "ServerModelConfig type not supported by HandleReloadConfigRequest. Only ModelConfigList is currently supported");
        if (error is not null)
        {
            throw GrpcErrors.Exception(error);
        }

        var response = new ReloadConfigResponse { Status = StatusMessages.Status(null) };
        foreach (var (name, earlier) in request.MetricNames.Zip(before))
        {
            response.Metric.Add(new Metric { Name = name, Int64ValueIncrease = metrics.Total(name) - earlier });
        }

        return response;
    }
}
