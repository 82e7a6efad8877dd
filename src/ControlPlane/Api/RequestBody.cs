using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s.Models;
using Microsoft.AspNetCore.Http.Features;
using ModelServing.ControlPlane.Protobuf;
using ModelServing.ControlPlane.Registry;
using ModelServing.Kubernetes.Yaml;

namespace ModelServing.ControlPlane.Api;

/// <summary>Reads request bodies, bounded in size and depth.</summary>
internal static class RequestBody
{
    /// <summary>What Kubernetes' own server accepts.</summary>
    public const int MaxBytes = 3 * 1024 * 1024;

    /// <summary>Far more than an object of that size has in practice; as nodes, the smallest values take a hundred times their bytes.</summary>
    private const int MaxValues = 200_000;

    private const string Protobuf = "application/vnd.kubernetes.protobuf";

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 64, AllowDuplicateProperties = false };

    public static async Task<(JsonObject? Body, V1Status? Refusal)> ReadObjectAsync(HttpContext context)
    {
        var (node, refusal) = await ReadAsync(context);
        return (node as JsonObject, node is JsonObject ? null : refusal ?? Refusals.BadRequest("the request's body is not an object"));
    }

    /// <summary>Reads a body that may be left out: neither it nor a refusal then.</summary>
    public static async Task<(JsonObject? Body, V1Status? Refusal)> ReadOptionalObjectAsync(HttpContext context)
    {
        var start = IsPresent(context.Request) ? await context.Request.BodyReader.ReadAtLeastAsync(1, context.RequestAborted) : default;
        if (start.Buffer.IsEmpty)
        {
            return (null, null);
        }

        context.Request.BodyReader.AdvanceTo(start.Buffer.Start);
        return await ReadObjectAsync(context);
    }

    /// <summary>Whether there may be a body: over HTTP/2 its length need not be told beforehand.</summary>
    public static bool IsPresent(HttpRequest request) => request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody ?? request.ContentLength is > 0;

    public static async Task<(JsonNode? Body, V1Status? Refusal)> ReadAsync(HttpContext context)
    {
        var mediaType = context.Request.ContentType ?? "";
        if (mediaType.Contains("cbor", StringComparison.Ordinal))
        {
            return (null, Refusals.UnsupportedMediaType($"the body of the request was in an unknown format - accepted media types include: {Responses.Json}, application/yaml, {Protobuf}"));
        }

        using var buffer = new MemoryStream();
        var chunk = new byte[16 * 1024];
        int read;
        while ((read = await context.Request.Body.ReadAsync(chunk, context.RequestAborted)) > 0)
        {
            if (buffer.Length + read > MaxBytes)
            {
                return (null, Refusals.TooLarge(MaxBytes));
            }

            buffer.Write(chunk, 0, read);
        }

        var body = buffer.ToArray();
        if (mediaType.Contains("protobuf", StringComparison.Ordinal))
        {
            return ProtobufBody.TryRead(body, out var value, out var error) ? (value, null) : (null, Refusals.UnsupportedMediaType(error));
        }

        return mediaType.Contains("yaml", StringComparison.Ordinal) ? ParseYaml(body) : ParseJson(body);
    }

    private static (JsonNode? Body, V1Status? Refusal) ParseJson(byte[] body)
    {
        try
        {
            if (HasTooManyValues(body))
            {
                return (null, Refusals.BadRequest($"error decoding the request's body: more than {MaxValues} values"));
            }

            return JsonNode.Parse(body, documentOptions: Strict) is { } node ? (node, null) : (null, Refusals.BadRequest("the request's body is null"));
        }
        catch (JsonException e)
        {
            return (null, Refusals.BadRequest($"error decoding the request's body: {e.Message}"));
        }
    }

    private static bool HasTooManyValues(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = Strict.MaxDepth });
        var values = 0;
        while (values <= MaxValues && reader.Read())
        {
            values += reader.TokenType is JsonTokenType.PropertyName or JsonTokenType.EndObject or JsonTokenType.EndArray ? 0 : 1;
        }

        return values > MaxValues;
    }

    private static (JsonNode? Body, V1Status? Refusal) ParseYaml(byte[] body)
    {
        if (!YamlDocuments.TryRead(Encoding.UTF8.GetString(body), out var documents, out var error))
        {
            return (null, Refusals.BadRequest($"error decoding the request's body: {error}"));
        }

        return documents is [var only] ? (only, null) : (null, Refusals.BadRequest($"expected one YAML document, got {documents.Count}"));
    }
}
