using Microsoft.AspNetCore.Http.Features;
using ModelServing.ControlPlane.Registry;

namespace ModelServing.ControlPlane.Api.PortForwarding;

/// <summary>Serves <c>kubectl port-forward</c>: connections to ports of a pod, all inside one that is upgraded to SPDY/3.1.</summary>
internal sealed class PortForwardEndpoint(ObjectRegistry registry)
{
    private const string Protocol = "SPDY/3.1";
    private const string StreamProtocol = "portforward.k8s.io";

    public async Task ForwardAsync(ApiRequest request)
    {
        var context = request.Http;
        if (!registry.Get(request.Resource, request.Namespace, request.Name).TryGet(out _, out var refusal))
        {
            await Responses.WriteAsync(context, refusal);
            return;
        }

        if (context.Features.Get<IHttpUpgradeFeature>() is not { IsUpgradableRequest: true } upgrade || !context.Request.Headers.Upgrade.ToString().Equals(Protocol, StringComparison.OrdinalIgnoreCase))
        {
            // kubectl asks for a websocket first and takes this as a no.
            await Responses.WriteAsync(context, Refusals.BadRequest($"Upgrade request required: connections are forwarded over {Protocol}"));
            return;
        }

        context.Response.Headers.Upgrade = Protocol;
        context.Response.Headers["X-Stream-Protocol-Version"] = StreamProtocol;
        await using var transport = await upgrade.UpgradeAsync();
        using var session = new PortForwardSession(transport, port => Find(request, port), request.Name);
        try
        {
            await session.RunAsync(request.Aborted);
        }
        catch (InvalidDataException)
        {
            context.Abort();
        }
    }

    /// <summary>Where a port listens now: a container that has restarted listens elsewhere.</summary>
    private int? Find(ApiRequest request, int port) =>
        registry.Get(request.Resource, request.Namespace, request.Name).TryGet(out var pod, out _) ? ProxyTarget.PortOf(pod.Root, port) : null;
}
