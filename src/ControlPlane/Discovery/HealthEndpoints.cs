using ModelServing.ControlPlane.Api;
using ModelServing.ControlPlane.Registry;

namespace ModelServing.ControlPlane.Discovery;

/// <summary>
/// Health as kubelets, load balancers and <c>kubectl get --raw</c> ask for it: one word, one check by name, or all with <c>?verbose</c>.
/// The store lies in the same process: whoever gets an answer at all has what these checks tell.
/// </summary>
internal static class HealthEndpoints
{
    private static readonly string[] Checks = ["ping", "log"];

    public static void MapHealthChecks(this IEndpointRouteBuilder routes)
    {
        foreach (var name in (string[])["healthz", "livez", "readyz"])
        {
            routes.MapGet($"/{name}", context => WriteAsync(context, context.Request.Query.ContainsKey("verbose") ? Lines(context, name) : "ok"));
            routes.MapGet($"/{name}/{{check}}", (string check, HttpContext context) =>
                Checks.Contains(check) ? WriteAsync(context, "ok") : Responses.WriteAsync(context, Refusals.NoSuchPath()));
        }
    }

    private static string Lines(HttpContext context, string name)
    {
        var excluded = context.Request.Query["exclude"];
        return string.Concat(Checks.Select(check => $"[+]{check}{(excluded.Contains(check) ? " excluded:" : "")} ok\n")) + $"{name} check passed\n";
    }

    private static Task WriteAsync(HttpContext context, string text)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return context.Response.WriteAsync(text, context.RequestAborted);
    }
}
