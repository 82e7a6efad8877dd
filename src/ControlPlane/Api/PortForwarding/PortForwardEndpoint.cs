using Microsoft.AspNetCore.Http.Features;
using ModelServing.ControlPlane.Registry;

namespace ModelServing.ControlPlane.Api.PortForwarding;

/// <summary>Serves <c>kubectl port-forward</c> and its like: connections to ports of a pod, all inside one that is upgraded to SPDY/3.1 or to a websocket.</summary>
internal sealed class PortForwardEndpoint(ObjectRegistry registry)
{
    private const string Protocol = "SPDY/3.1";

    public async Task ForwardAsync(ApiRequest request)
    {
        var context = request.Http;
        if (!registry.Get(request.Resource, request.Namespace, request.Name).TryGet(out _, out var refusal))
        {
            await Responses.WriteAsync(context, refusal);
            return;
        }

        var target = new ForwardTarget(request.Name, port => Find(request, port));
        var upgrade = context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } offered ? offered : null;
        try
        {
            await (upgrade is null ? RefuseAsync(context)
                : context.Request.Headers.Upgrade.ToString().Equals(Protocol, StringComparison.OrdinalIgnoreCase) ? ForwardAsync(context, upgrade, target)
                : WebSocketHandshake.IsWanted(context.Request) ? WebSocketForwarding.ForwardAsync(context, upgrade, target)
                : RefuseAsync(context));
        }
        catch (InvalidDataException)
        {
            context.Abort();
        }
    }

    private static Task RefuseAsync(HttpContext context) => Responses.WriteAsync(context, Refusals.BadRequest("Upgrade request required"));

    private static async Task ForwardAsync(HttpContext context, IHttpUpgradeFeature upgrade, ForwardTarget target)
    {
        context.Response.Headers.Upgrade = Protocol;
        context.Response.Headers["X-Stream-Protocol-Version"] = "portforward.k8s.io";
        await using var transport = await upgrade.UpgradeAsync();
        using var session = new SpdySession(transport, target);
        await session.RunAsync(context.RequestAborted);
    }

    /// <summary>Where a port listens now: a container that has restarted listens elsewhere.</summary>
    private int? Find(ApiRequest request, int port) =>
        registry.Get(request.Resource, request.Namespace, request.Name).TryGet(out var pod, out _) ? ProxyTarget.PortOf(pod.Root, port) : null;
}
