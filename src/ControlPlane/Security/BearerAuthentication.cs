using ModelServing.ControlPlane.Api;
using ModelServing.ControlPlane.Registry;

namespace ModelServing.ControlPlane.Security;

/// <summary>Lets the token's holder through, and anybody to the paths that tell nothing about the cluster.</summary>
internal sealed class BearerAuthentication(AdminToken token) : IMiddleware
{
    private const string Scheme = "Bearer ";

    private static readonly string[] Open = ["/healthz", "/livez", "/readyz", "/version", "/health", "/alive", "/metrics"];

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var header = context.Request.Headers.Authorization.ToString();
        if (Open.Any(open => context.Request.Path.StartsWithSegments(open)))
        {
            await next(context);
        }
        else if (header.Length == 0)
        {
            await Responses.WriteAsync(context, Refusals.AnonymousForbidden(Describe(context.Request)));
        }
        else if (header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && token.Matches(header[Scheme.Length..].Trim()))
        {
            await next(context);
        }
        else
        {
            await Responses.WriteAsync(context, Refusals.Unauthorized());
        }
    }

    private static string Describe(HttpRequest request) =>
        ApiPath.TryParse(request.Path, out var path)
            ? $"{path.GroupResource} is forbidden: User \"system:anonymous\" cannot {Verb(request, path)} resource \"{path.Plural}\" in API group \"{path.Group}\"{Scope(path)}"
            : $"forbidden: User \"system:anonymous\" cannot {Verb(request, null)} path \"{request.Path}\"";

    private static string Scope(ApiPath path) => path.Namespace is { } ns ? $" in the namespace \"{ns}\"" : " at the cluster scope";

    private static string Verb(HttpRequest request, ApiPath? path) => (request.Method, path) switch
    {
        ("GET", { Name: null }) => request.Query.ContainsKey("watch") ? "watch" : "list",
        ("POST", not null) => "create",
        ("PUT", not null) => "update",
        ("DELETE", { Name: null }) => "deletecollection",
        _ => request.Method.ToLowerInvariant(),
    };
}
