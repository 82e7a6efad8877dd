using System.Diagnostics.CodeAnalysis;

namespace ModelServing.Gateway.Graphs;

/// <summary>The executor's routes, per protocol.</summary>
/// <remarks>
/// seldon: <c>/api/v{0.1|1.0}/{predictions|feedback|status/node|metadata/node}</c>, <c>/api/v1.0/{status|health/status|metadata}</c>;
/// tensorflow: <c>/v1/models/[m[/]]:predict</c>, <c>/v1/models:predict</c>, <c>/v1/models/m[/metadata]</c>, <c>/api/v1.0/feedback</c>;
/// v2: <c>/v2/models/[m/]infer</c>, <c>/v2/models/m[/ready]</c>, <c>/v2/health/ready</c>; all: <c>/live</c>, <c>/ready</c>.
/// </remarks>
internal static class SeldonRoutes
{
    private const string Get = "GET";
    private const string Post = "POST";

    public static bool TryMatch(SeldonProtocol protocol, string path, out SeldonRoute route)
    {
        var found = path switch
        {
            "/live" => new SeldonRoute(SeldonOperation.Live, null),
            "/ready" => new SeldonRoute(SeldonOperation.Ready, null),
            _ => protocol switch
            {
                SeldonProtocol.TensorFlow => TensorFlow(path),
                SeldonProtocol.V2 => V2(path),
                _ => Seldon(path),
            },
        };
        route = found.GetValueOrDefault();
        return found.HasValue;
    }

    private static SeldonRoute? Seldon(string path) => path switch
    {
        "/api/v0.1/predictions" or "/api/v1.0/predictions" => new(SeldonOperation.Predict, Post),
        "/api/v0.1/feedback" or "/api/v1.0/feedback" => new(SeldonOperation.Feedback, Post),
        "/api/v1.0/status" or "/api/v1.0/health/status" => new(SeldonOperation.Ready, Get),
        "/api/v1.0/metadata" => new(SeldonOperation.GraphMetadata, Get),
        _ when TryName(path, "/api/v0.1/status/", "", out var node) || TryName(path, "/api/v1.0/status/", "", out node) => new(SeldonOperation.NodeStatus, Get, node),
        _ when TryName(path, "/api/v0.1/metadata/", "", out var node) || TryName(path, "/api/v1.0/metadata/", "", out node) => new(SeldonOperation.NodeMetadata, Get, node),
        _ => null,
    };

    private static SeldonRoute? TensorFlow(string path) => path switch
    {
        "/v1/models/:predict" or "/v1/models:predict" => new(SeldonOperation.Predict, Post),
        "/api/v1.0/feedback" => new(SeldonOperation.Feedback, Post),
        _ when TryName(path, "/v1/models/", "/:predict", out var model) || TryName(path, "/v1/models/", ":predict", out model) => new(SeldonOperation.Predict, Post, model),
        _ when TryName(path, "/v1/models/", "/metadata", out var model) => new(SeldonOperation.NodeMetadata, Get, model),
        _ when TryName(path, "/v1/models/", "", out var model) => new(SeldonOperation.NodeStatus, Get, model),
        _ => null,
    };

    private static SeldonRoute? V2(string path) => path switch
    {
        "/v2/models/infer" => new(SeldonOperation.Predict, Post),
        "/v2/health/ready" => new(SeldonOperation.Ready, Get),
        _ when TryName(path, "/v2/models/", "/infer", out var model) => new(SeldonOperation.Predict, Post, model),
        _ when TryName(path, "/v2/models/", "/ready", out var model) => new(SeldonOperation.NodeStatus, Get, model),
        _ when TryName(path, "/v2/models/", "", out var model) => new(SeldonOperation.NodeMetadata, Get, model),
        _ => null,
    };

    /// <summary>Takes one non-empty segment between the two parts.</summary>
    private static bool TryName(string path, string before, string after, [NotNullWhen(true)] out string? name)
    {
        name = null;
        if (path.Length <= before.Length + after.Length
            || !path.StartsWith(before, StringComparison.Ordinal)
            || !path.EndsWith(after, StringComparison.Ordinal)
            || path.AsSpan(before.Length, path.Length - before.Length - after.Length).Contains('/'))
        {
            return false;
        }

        name = path[before.Length..^after.Length];
        return true;
    }
}
