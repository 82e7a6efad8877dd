using System.Text.Json.Nodes;
using k8s.Models;
using ModelServing.ControlPlane.CustomResources;
using ModelServing.ControlPlane.Json;
using ModelServing.ControlPlane.Kinds;
using ModelServing.ControlPlane.Registry;
using ModelServing.ControlPlane.Storage;

namespace ModelServing.ControlPlane.Api;

/// <summary>The one place where outcomes become HTTP.</summary>
internal static class Responses
{
    public const string Json = "application/json";

    public static Task WriteAsync(HttpContext context, V1Status status) =>
        WriteAsync(context, status.Code ?? StatusCodes.Status500InternalServerError, JsonBytes.Of(StatusJson.Of(status)));

    public static Task WriteAsync(HttpContext context, JsonNode body) => WriteAsync(context, StatusCodes.Status200OK, JsonBytes.Of(body));

    public static Task WriteAsync(HttpContext context, int code, byte[] body)
    {
        context.Response.StatusCode = code;
        context.Response.ContentType = Json;
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }

    public static Task WriteAsync(ApiRequest request, Outcome outcome, IEnumerable<string> warnings)
    {
        foreach (var warning in warnings)
        {
            request.Http.Response.Headers.Append("Warning", $"299 - \"{Header(warning)}\"");
        }

        if (!outcome.TryGet(out var value, out var refusal))
        {
            return WriteAsync(request.Http, refusal);
        }

        var code = outcome.Created ? StatusCodes.Status201Created : StatusCodes.Status200OK;
        return WriteAsync(request.Http, code, Encode(request.Resource, value));
    }

    /// <summary>Gives an object in the version of the request.</summary>
    public static byte[] Encode(ResourceDefinition resource, StoredObject value) =>
        StoredRepresentation.IsCurrent(resource, value) ? value.Json : JsonBytes.Of(StoredRepresentation.Read(resource, value));

    private static string Header(string text) =>
        string.Concat(text.Select(letter => letter is < ' ' or > '~' ? ' ' : letter))
            .Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal);
}
