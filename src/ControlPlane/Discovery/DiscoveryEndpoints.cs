using System.Text.Json.Nodes;
using ModelServing.ControlPlane.Api;
using ModelServing.ControlPlane.CustomResources;
using ModelServing.ControlPlane.Registry;

namespace ModelServing.ControlPlane.Discovery;

internal static class DiscoveryEndpoints
{
    /// <summary>The Kubernetes release whose API this one follows.</summary>
    private const string Release = "v1.32.0";

    public static void MapDiscovery(this IEndpointRouteBuilder routes)
    {
        var served = routes.ServiceProvider.GetRequiredService<ServedResources>();
        routes.MapGet("/api", context => AggregatedDiscovery.IsWanted(context.Request)
            ? AggregatedDiscovery.WriteAsync(context, served.Current, isCore: true)
            : Responses.WriteAsync(context, DiscoveryDocuments.CoreVersions()));
        routes.MapGet("/apis", context => AggregatedDiscovery.IsWanted(context.Request)
            ? AggregatedDiscovery.WriteAsync(context, served.Current, isCore: false)
            : Responses.WriteAsync(context, DiscoveryDocuments.GroupList(served.Current)));
        routes.MapGet("/api/{version}", (string version, HttpContext context) => WriteAsync(context, DiscoveryDocuments.FindVersion(served.Current, "", version)));
        routes.MapGet("/apis/{group}", (string group, HttpContext context) => WriteAsync(context, DiscoveryDocuments.FindGroup(served.Current, group)));
        routes.MapGet("/apis/{group}/{version}", (string group, string version, HttpContext context) =>
            WriteAsync(context, DiscoveryDocuments.FindVersion(served.Current, group, version)));
        routes.MapGet("/version", context => Responses.WriteAsync(context, Version()));
        routes.MapHealthChecks();
    }

    private static Task WriteAsync(HttpContext context, JsonObject? document) =>
        document is null ? Responses.WriteAsync(context, Refusals.NoSuchPath()) : Responses.WriteAsync(context, document);

    private static JsonObject Version() => new()
    {
        ["major"] = "1",
        ["minor"] = "32",
        ["gitVersion"] = $"{Release}+modelserving",
        ["gitCommit"] = "",
        ["gitTreeState"] = "clean",
        ["buildDate"] = "1970-01-01T00:00:00Z",
        ["goVersion"] = "",
        ["compiler"] = "",
        ["platform"] = $"{(OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux")}/{System.Runtime.InteropServices.RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}",
    };
}
