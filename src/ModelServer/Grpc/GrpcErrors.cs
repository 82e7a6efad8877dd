using System.Text;
using Grpc.Core;
using ModelServing.Inference.Errors;

namespace ModelServing.ModelServer.Grpc;

/// <summary>The one place where a refusal becomes a gRPC status.</summary>
internal static class GrpcErrors
{
    private const int MaxMessage = 1024;

    public static RpcException Exception(ServingError error) => new(new Status((StatusCode)error.Code, Cut(error.Message)));

    private static string Cut(string message) => Encoding.UTF8.GetByteCount(message) <= MaxMessage
        ? message
        : $"{Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(message).AsSpan(0, MaxMessage))}...TRUNCATED";
}
