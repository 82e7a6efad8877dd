using ModelServing.ControlPlane.Api;
using ModelServing.ControlPlane.Security;

namespace ModelServing.ControlPlane.Authorization;

/// <summary>Lets through what the policy allows; whoever asks is told the same as by Kubernetes' own server.</summary>
internal sealed class RequestAuthorization(Authorizer authorizer) : IMiddleware
{
    /// <summary>What tells nothing about the cluster's objects is anybody's, so that probes need no policy.</summary>
    private static readonly string[] Open = ["/healthz", "/livez", "/readyz", "/version", "/health", "/alive", "/metrics"];

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (Array.Exists(Open, open => context.Request.Path.StartsWithSegments(open)))
        {
            await next(context);
            return;
        }

        var caller = context.Features.Get<UserInfo>() ?? UserInfo.Anonymous;
        var (user, refusal) = Impersonation.Apply(caller, context.Request.Headers, authorizer);
        if (user is null)
        {
            await Responses.WriteAsync(context, refusal ?? AccessRefusals.Forbidden(caller, RequestAttributes.Of(context.Request)));
            return;
        }

        context.Features.Set(user);
        var what = user.IsMaster ? null : RequestAttributes.Of(context.Request);
        if (what is null || authorizer.Authorize(user, what).Allowed)
        {
            await next(context);
        }
        else
        {
            await Responses.WriteAsync(context, AccessRefusals.Forbidden(user, what));
        }
    }
}
