using System.Text.Json.Serialization;
using ModelServing.BenchmarkWorker.Clients;

namespace ModelServing.BenchmarkWorker.Targets;

/// <summary>An endpoint as the user names it.</summary>
/// <param name="Label">What to call it in results where the platform's own name is not enough, because it is measured in several ways.</param>
/// <param name="Protocol">The protocol to speak; null to find out.</param>
internal sealed record Target(Platform Platform, Uri Url, string? Label = null, WireProtocol? Protocol = null)
{
    public string Name => Label ?? Platform.WireName();

    /// <summary>Gets the headers by which a gateway finds a deployment over gRPC, where a path cannot name it.</summary>
    /// <remarks><c>http://HOST:PORT/seldon/NAMESPACE/NAME</c>.</remarks>
    [JsonIgnore]
    public IReadOnlyList<HeaderField> RoutingHeaders =>
        Platform == Platform.Seldon && Protocol?.IsGrpc() == true && Url.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries) is ["seldon", var space, var deployment, ..]
            ? [new("seldon", deployment), new("namespace", space)]
            : [];
}
