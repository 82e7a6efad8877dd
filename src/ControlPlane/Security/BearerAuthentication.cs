using System.Diagnostics.CodeAnalysis;
using ModelServing.ControlPlane.Api;
using ModelServing.ControlPlane.Registry;

namespace ModelServing.ControlPlane.Security;

/// <summary>Finds out who asks: the holder of a token, or the anonymous user; a token nobody has is refused.</summary>
internal sealed class BearerAuthentication(StaticUsers users, ServiceAccountTokens tokens) : IMiddleware
{
    private const string Scheme = "Bearer ";

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (TryAuthenticate(context.Request.Headers.Authorization.ToString(), out var user))
        {
            context.Features.Set(user);
            await next(context);
        }
        else
        {
            await Responses.WriteAsync(context, Refusals.Unauthorized());
        }
    }

    /// <summary>Gives a token's user, or null.</summary>
    public UserInfo? Find(string token) =>
        users.All.FirstOrDefault(user => user.Token.Matches(token))?.Info ?? tokens.Authenticate(token);

    private bool TryAuthenticate(string header, [NotNullWhen(true)] out UserInfo? user)
    {
        user = header.Length == 0 ? UserInfo.Anonymous
            : header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? Find(header[Scheme.Length..].Trim())
            : null;
        return user is not null;
    }
}
