using ModelServing.ControlPlane.Api;
using ModelServing.ControlPlane.CustomResources;
using ModelServing.ControlPlane.Registry;

namespace ModelServing.ControlPlane.OpenApi;

internal static class OpenApiEndpoints
{
    public static void MapOpenApi(this IEndpointRouteBuilder routes)
    {
        var served = routes.ServiceProvider.GetRequiredService<ServedResources>();
        var documents = new OpenApiCache(served);
        routes.MapGet("/openapi/v3", context => Responses.WriteAsync(context, OpenApiDocuments.Index(served.Current)));
        routes.MapGet("/openapi/v3/api/{version}", (string version, HttpContext context) => WriteAsync(context, "", version));
        routes.MapGet("/openapi/v3/apis/{group}/{version}", (string group, string version, HttpContext context) => WriteAsync(context, group, version));
        routes.MapGet("/openapi/v2", context => WriteVersion2Async(context, documents));

        Task WriteAsync(HttpContext context, string group, string version)
        {
            var body = documents.Version3(group, version);
            return body is null ? Responses.WriteAsync(context, Refusals.NoSuchPath()) : Responses.WriteAsync(context, StatusCodes.Status200OK, body);
        }
    }

    /// <summary>Clients that know version 3 rarely look here; older ones want it in protobuf.</summary>
    private static Task WriteVersion2Async(HttpContext context, OpenApiCache documents)
    {
        if (!context.Request.Headers.Accept.ToString().Contains("protobuf", StringComparison.Ordinal))
        {
            return Responses.WriteAsync(context, StatusCodes.Status200OK, documents.Version2());
        }

        var body = documents.Version2Protobuf();
        context.Response.ContentType = OpenApiProtobuf.MediaType;
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }
}
