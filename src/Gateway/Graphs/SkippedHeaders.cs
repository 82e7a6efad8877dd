using System.Collections.Frozen;

namespace ModelServing.Gateway.Graphs;

/// <summary>Request headers that do not travel to a node: of the hop, of the payload, or set anew.</summary>
internal static class SkippedHeaders
{
    private static readonly FrozenSet<string> Names = new[]
    {
        "Host", "Connection", "Keep-Alive", "Proxy-Connection", "Transfer-Encoding", "TE", "Trailer", "Upgrade", "Expect",
        "Content-Length", "Content-Type", "Content-Encoding", SeldonHeaders.Puid,
        "traceparent", "tracestate", "baggage", "Request-Id", "Correlation-Context",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static bool Contains(string name) => name.StartsWith(':') || Names.Contains(name);
}
