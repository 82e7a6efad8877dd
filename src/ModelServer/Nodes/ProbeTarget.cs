using k8s.Models;

namespace ModelServing.ModelServer.Nodes;

/// <summary>What a probe or hook of a container calls: HTTP, TCP or gRPC, at a port of the container.</summary>
/// <param name="Scheme"><c>http</c>, <c>https</c>, <c>tcp</c>, <c>grpc</c>, or <c>none</c> for what always succeeds.</param>
/// <param name="Port">The port as the container sees it.</param>
/// <param name="Path">The path and query, or the service whose health is asked for.</param>
/// <param name="Headers">Headers to send along.</param>
internal sealed record ProbeTarget(string Scheme, int Port, string Path, IReadOnlyList<V1HTTPHeader> Headers)
{
    public static ProbeTarget Always { get; } = new("none", 0, string.Empty, []);

    /// <summary>Finds the target of a probe; null if it has none, or its command cannot be mapped.</summary>
    public static ProbeTarget? Of(V1Container container, V1Probe probe) =>
        probe.HttpGet is { } get ? Of(container, get)
        : probe.TcpSocket is { } tcp ? new ProbeTarget("tcp", PortOf(container, tcp.Port), string.Empty, [])
        : probe.Grpc is { } grpc ? new ProbeTarget("grpc", grpc.Port, grpc.Service ?? string.Empty, [])
        : probe.Exec?.Command is { } command ? ProbeCommand.Map([.. command])
        : null;

    public static ProbeTarget Of(V1Container container, V1HTTPGetAction get)
    {
        var path = get.Path ?? "/";
        return new ProbeTarget((get.Scheme ?? "HTTP").ToLowerInvariant(), PortOf(container, get.Port), path.StartsWith('/') ? path : "/" + path, [.. get.HttpHeaders ?? []]);
    }

    /// <summary>A number, or the name of one of the container's ports; 0 stands for the first of them.</summary>
    private static int PortOf(V1Container container, IntOrString? port)
    {
        var text = port?.Value ?? string.Empty;
        var number = int.TryParse(text, out var parsed) ? parsed : container.Ports?.FirstOrDefault(named => named.Name == text)?.ContainerPort ?? 0;
        return number > 0 ? number : container.Ports?.FirstOrDefault()?.ContainerPort ?? 0;
    }
}
