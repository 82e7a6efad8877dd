using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using ModelServing.ControlPlane.Api;
using ModelServing.ControlPlane.Json;
using ModelServing.ControlPlane.Registry;

namespace ModelServing.ControlPlane.OpenApi;

internal static class OpenApiEndpoints
{
    public static void MapOpenApi(this IEndpointRouteBuilder routes)
    {
        var documents = new ConcurrentDictionary<(string, string), byte[]?>();
        routes.MapGet("/openapi/v3", context => Responses.WriteAsync(context, OpenApiDocuments.Index()));
        routes.MapGet("/openapi/v3/api/{version}", (string version, HttpContext context) => WriteAsync(context, "", version));
        routes.MapGet("/openapi/v3/apis/{group}/{version}", (string group, string version, HttpContext context) => WriteAsync(context, group, version));
        routes.MapGet("/openapi/v2", WriteVersion2Async);

        Task WriteAsync(HttpContext context, string group, string version)
        {
            var body = documents.GetOrAdd((group, version), static key => OpenApiDocuments.Find(key.Item1, key.Item2) is { } document ? JsonBytes.Of(document) : null);
            return body is null ? Responses.WriteAsync(context, Refusals.NoSuchPath()) : Responses.WriteAsync(context, StatusCodes.Status200OK, body);
        }
    }

    /// <summary>Clients that know version 3 never look here; older ones get a document without kinds, in either encoding.</summary>
    private static Task WriteVersion2Async(HttpContext context)
    {
        if (context.Request.Headers.Accept.ToString().Contains("protobuf", StringComparison.Ordinal))
        {
            context.Response.ContentType = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";
            return Task.CompletedTask;
        }

        return Responses.WriteAsync(context, new JsonObject
        {
            ["swagger"] = "2.0",
            ["info"] = new JsonObject { ["title"] = "Kubernetes", ["version"] = "v1.32.0" },
            ["paths"] = new JsonObject(),
        });
    }
}
