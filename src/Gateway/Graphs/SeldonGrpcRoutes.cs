using System.Diagnostics.CodeAnalysis;
using ModelServing.Gateway.Forwarding;
using ModelServing.Gateway.Routes;

namespace ModelServing.Gateway.Graphs;

/// <summary>gRPC to Seldon: the headers <c>seldon</c> and <c>namespace</c> name the deployment; graphs of one model are passed through.</summary>
internal sealed class SeldonGrpcRoutes(Forwarder forwarder)
{
    private const int GrpcUnimplemented = 12;

    public static bool TryMatch(RouteTable table, HttpRequest request, out RouteMatch match)
    {
        match = default;
        if (!TryHeader(request, "seldon", out var name) || !TryHeader(request, "namespace", out var ns))
        {
            return false;
        }

        // The rule of the deployment's HTTP prefix has the weights; the path of a gRPC call stays as it is.
        if (table.FindPrefix($"/seldon/{ns}/{name}/") is not { } rule)
        {
            return false;
        }

        match = new(rule, request.Path.Value ?? "/", true);
        return true;
    }

    public Task ForwardAsync(HttpContext context, RouteMatch match, Backend arm, Predictor predictor)
    {
        var root = predictor.Root;
        return root is { Children.Length: 0, InputMethod: NodeMethod.Predict, GrpcBackend: { } backend }
            ? forwarder.ForwardAsync(context, match, arm, backend, true)
            : Refusals.WriteGrpcAsync(context, GrpcUnimplemented, $"gRPC reaches graphs of one model only; {predictor.Deployment} has more: use HTTP");
    }

    private static bool TryHeader(HttpRequest request, string name, [NotNullWhen(true)] out string? value)
    {
        value = request.Headers.TryGetValue(name, out var values) && values.Count > 0 ? values[0] : null;
        return value is not null;
    }
}
