using System.Text.Json.Nodes;
using k8s.Models;
using ModelServing.ControlPlane.Kinds;
using ModelServing.ControlPlane.Registry;
using ModelServing.Kubernetes.Patch;
using ModelServing.Kubernetes.Schemas;

namespace ModelServing.ControlPlane.Api;

/// <summary>A patch in one of the forms that its media type names.</summary>
internal sealed class PatchRequest
{
    private const string JsonPatchType = "application/json-patch+json";
    private const string MergePatchType = "application/merge-patch+json";
    private const string StrategicType = "application/strategic-merge-patch+json";

    private readonly ResourceDefinition _resource;
    private readonly string _mediaType;
    private readonly JsonNode _body;
    private JsonObject? _patched;

    public PatchRequest(ResourceDefinition resource, string contentType, JsonNode body)
    {
        _resource = resource;
        _mediaType = MediaType(contentType);
        _body = body;
        Refusal = Check();
    }

    /// <summary>Gets why the patch cannot be used, or null.</summary>
    public V1Status? Refusal { get; }

    public Change Apply(JsonObject value)
    {
        _patched = value;
        switch (_mediaType)
        {
            case JsonPatchType:
                return JsonPatch.TryApply(value, _body.AsArray(), out var error) ? value : Refusals.InapplicablePatch(error);
            case StrategicType when _resource.Model is { } model:
                StrategicMergePatch.Apply(value, _body.AsObject(), ObjectSchema.Of(model));
                return value;
            default:
                MergePatch.Apply(value, _body.AsObject());
                return value;
        }
    }

    /// <summary>Refuses what came out of the patch; a strategic one is shown itself, others by their result.</summary>
    public V1Status Undecodable(string problem) =>
        Refusals.InvalidPatch(_mediaType == StrategicType ? GoFormat.Print(_body) : _patched?.ToJsonString() ?? "", problem);

    /// <summary>Refuses a media type that the kind does not take.</summary>
    public static V1Status? CheckMediaType(ResourceDefinition resource, string contentType)
    {
        string[] known = resource.IsCustom ? [JsonPatchType, MergePatchType] : [JsonPatchType, MergePatchType, StrategicType];
        var mediaType = MediaType(contentType);
        return known.Contains(mediaType) || AppliedBody.MediaTypes.Contains(mediaType)
            ? null
            : Refusals.UnsupportedMediaType(
                $"the body of the request was in an unknown format - accepted media types include: {string.Join(", ", known.Append(AppliedBody.MediaTypes[0]))}");
    }

    /// <summary>Gives the media type without its parameters.</summary>
    public static string MediaType(string contentType) => contentType.Split(';')[0].Trim().ToLowerInvariant();

    private V1Status? Check()
    {
        var wanted = _mediaType == JsonPatchType ? "array" : "object";
        var fits = wanted == "array" ? _body is JsonArray : _body is JsonObject;
        if (!fits)
        {
            return Refusals.BadRequest($"a body of type {_mediaType} must be an {wanted}");
        }

        return _mediaType == StrategicType && _resource.Model is { } model && StrategicMergePatch.Problem(_body.AsObject(), ObjectSchema.Of(model)) is { } problem
            ? Refusals.BadRequest(problem)
            : null;
    }
}
