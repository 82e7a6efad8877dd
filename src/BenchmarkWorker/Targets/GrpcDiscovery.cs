using Grpc.Core;
using ModelServing.BenchmarkWorker.Clients;
using ModelServing.BenchmarkWorker.Runs;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Protos.OpenInference;
using SeldonService = ModelServing.Inference.Protos.Seldon.Seldon;

namespace ModelServing.BenchmarkWorker.Targets;

/// <summary>Asks a gRPC service what its model takes.</summary>
internal sealed class GrpcDiscovery(BenchmarkPlan plan, TimeSpan timeout)
{
    public async Task<Discovery> FindAsync(Target target, WireProtocol protocol, ClientSettings settings, string? host, CancellationToken cancellationToken)
    {
        using var handler = new SocketsHttpHandler { UseProxy = false };
        Certificates.Apply(handler, settings);
        using var channel = GrpcChannels.Create(target.Url, handler, host);
        var (service, method) = protocol.GrpcMethod();
        var names = ModelNames.Of(target, plan);
        var found = new Discovery(new(target.Url, $"/{service}/{method}"), protocol, names[0]);
        string? first = null;
        foreach (var name in names)
        {
            try
            {
                var options = new CallOptions(GrpcChannels.Metadata(settings), TimeProvider.System.GetUtcNow().UtcDateTime + timeout, cancellationToken);
                var (signature, version) = await AskAsync(channel.CreateCallInvoker(), protocol, name, options);
                if (signature is not null)
                {
                    return found with { ModelName = name, Signature = signature, Version = version };
                }

                first ??= "it has none";
            }
            catch (RpcException exception) when (IsUnreachable(exception))
            {
                var reason = exception.Status.DebugException is { } cause ? (cause.InnerException ?? cause).Message : $"no answer within {timeout.TotalSeconds:0.###} s";
                return found with { Problem = $"cannot reach {target.Url.GetLeftPart(UriPartial.Authority)}: {reason}" };
            }
            catch (RpcException exception)
            {
                first ??= $"gRPC {exception.StatusCode}: {exception.Status.Detail.ReplaceLineEndings(" ")}";
            }
        }

        return found with { Missing = $"no metadata for model {string.Join(" or ", names)} at {target.Url.Authority}: {first}" };
    }

    private static bool IsUnreachable(RpcException exception) =>
        exception.StatusCode == StatusCode.DeadlineExceeded || (exception.StatusCode is StatusCode.Unavailable or StatusCode.Internal && exception.Status.DebugException is HttpRequestException or IOException);

    private static async Task<(ModelSignature? Signature, string? Version)> AskAsync(CallInvoker invoker, WireProtocol protocol, string name, CallOptions options)
    {
        switch (protocol)
        {
            case WireProtocol.TensorFlowGrpc:
                var request = new GetModelMetadataRequest { ModelSpec = new() { Name = name }, MetadataField = { "signature_def" } };
                var response = await new PredictionService.PredictionServiceClient(invoker).GetModelMetadataAsync(request, options);
                return (MessageSignatures.Read(response), response.ModelSpec?.Version?.ToString());
            case WireProtocol.OpenInferenceGrpc:
                var metadata = await new GRPCInferenceService.GRPCInferenceServiceClient(invoker).ModelMetadataAsync(new() { Name = name }, options);
                return (MessageSignatures.Read(metadata), metadata.Versions.LastOrDefault());
            default:
                var described = await new SeldonService.SeldonClient(invoker).ModelMetadataAsync(new() { Name = name }, options);
                return (MessageSignatures.Read(described), described.Versions.LastOrDefault());
        }
    }
}
