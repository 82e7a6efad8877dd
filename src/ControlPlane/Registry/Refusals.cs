using System.Diagnostics;
using k8s.Models;
using ModelServing.ControlPlane.Kinds;
using ModelServing.Kubernetes.Schemas.Structural;

namespace ModelServing.ControlPlane.Registry;

/// <summary>The API's refusals, in the words of Kubernetes' own server, which clients match.</summary>
internal static class Refusals
{
    public static V1Status NotFound(ResourceDefinition resource, string name) =>
        Refuse(404, "NotFound", $"{resource.GroupResource} \"{name}\" not found", Details(resource, name));

    public static V1Status NoSuchPath() =>
        Refuse(404, "NotFound", "the server could not find the requested resource", new V1StatusDetails());

    public static V1Status AlreadyExists(ResourceDefinition resource, string name) =>
        Refuse(409, "AlreadyExists", $"{resource.GroupResource} \"{name}\" already exists", Details(resource, name));

    public static V1Status Conflict(ResourceDefinition resource, string name, string why = ModifiedMeanwhile) =>
        Refuse(409, "Conflict", $"Operation cannot be fulfilled on {resource.GroupResource} \"{name}\": {why}", Details(resource, name));

    public static V1Status Invalid(ResourceDefinition resource, string name, IReadOnlyList<V1StatusCause> causes)
    {
        var details = Details(resource, name);
        details.Kind = resource.Kind;
        details.Causes = [.. causes];
        var problems = causes.Select(cause => $"{cause.Field}: {cause.Message}").ToList();
        var text = problems.Count == 1 ? problems[0] : $"[{string.Join(", ", problems)}]";
        var kind = resource.Group.Length == 0 ? resource.Kind : $"{resource.Kind}.{resource.Group}";
        return Refuse(422, "Invalid", $"{kind} \"{name}\" is invalid: {text}", details);
    }

    /// <summary>A watch names its resource, not its kind.</summary>
    public static V1Status InvalidVersion(ResourceDefinition resource, V1StatusCause cause)
    {
        var details = Details(resource, "");
        details.Causes = [cause];
        return Refuse(422, "Invalid", $"{resource.GroupResource} \"\" is invalid: {cause.Field}: {cause.Message}", details);
    }

    /// <summary>What a patch makes of an object is none of its kind.</summary>
    public static V1Status InvalidPatch(string value, string problem)
    {
        var error = FieldError.Invalid("patch", value, problem);
        return Refuse(422, "Invalid", $" \"\" is invalid: {error.Field}: {error.Message}", new V1StatusDetails { Causes = [Cause(error.Field, error.Reason, error.Message)] });
    }

    /// <summary>A patch that cannot be applied to the object as it is. Kubernetes' own server does not say why; the cause does.</summary>
    public static V1Status InapplicablePatch(string problem) => Refuse(
        422, "Invalid", "the server rejected our request due to an error in our request", new V1StatusDetails { Causes = [new() { Reason = "UnexpectedServerResponse", Field = "patch", Message = problem }] });

    public static V1Status Forbidden(ResourceDefinition resource, string name, string why) =>
        Refuse(403, "Forbidden", $"{resource.GroupResource} \"{name}\" is forbidden: {why}", Details(resource, name));

    public static V1Status BadRequest(string message) => Refuse(400, "BadRequest", message);

    public static V1Status Unauthorized() => Refuse(401, "Unauthorized", "Unauthorized");

    public static V1Status MethodNotAllowed() =>
        Refuse(405, "MethodNotAllowed", "the server does not allow this method on the requested resource", new V1StatusDetails());

    public static V1Status NotAllowed(ResourceDefinition resource, string why) =>
        Refuse(405, "MethodNotAllowed", $"{resource.GroupResource} {why}", Details(resource, ""));

    public static V1Status UnsupportedMediaType(string message) => Refuse(415, "UnsupportedMediaType", message);

    public static V1Status TooLarge(long limit) => Refuse(413, "RequestEntityTooLarge", $"Request entity too large: limit is {limit}");

    public static V1Status TooManyRequests() => Refuse(
        429, "TooManyRequests", "Too many requests, please try again later.", new V1StatusDetails { RetryAfterSeconds = 1 });

    public static V1Status Expired() =>
        Refuse(410, "Expired", "The resourceVersion for the provided watch is too old.");

    public static V1Status ExpiredList() => Refuse(410, "Expired", "The resourceVersion for the provided list is too old.");

    /// <summary>A client is ahead of this server: it has followed another store, or one that was lost.</summary>
    public static V1Status TooLargeVersion(long wanted, long current)
    {
        var details = new V1StatusDetails { RetryAfterSeconds = 1, Causes = [new() { Reason = "ResourceVersionTooLarge", Message = "Too large resource version" }] };
        return Refuse(504, "Timeout", $"Timeout: Too large resource version: {wanted}, current: {current}", details);
    }

    public static V1Status TooOldVersion(long version, long oldest) => Refuse(410, "Expired", $"too old resource version: {version} ({oldest})");

    public static V1Status Expired(string message, string continueToken)
    {
        var refusal = Refuse(410, "Expired", message);
        refusal.Metadata = new V1ListMeta { ContinueProperty = continueToken };
        return refusal;
    }

    public static V1Status Internal(string message) => Refuse(500, "InternalError", $"Internal error occurred: {message}");

    public static V1Status Unavailable(string message) => Refuse(503, "ServiceUnavailable", message);

    public static V1StatusCause Cause(string field, string reason, string message) =>
        new() { Field = field, Message = message, Reason = reason };

    public static V1StatusCause Required(string field, string message = "Required value") => Cause(field, "FieldValueRequired", message);

    private const string ModifiedMeanwhile = "the object has been modified; please apply your changes to the latest version and try again";

    private static V1StatusDetails Details(ResourceDefinition resource, string name) => new()
    {
        Name = name,
        Group = resource.Group.Length == 0 ? null : resource.Group,
        Kind = resource.Plural,
    };

    private static V1Status Refuse(int code, string reason, string message, V1StatusDetails? details = null)
    {
        Debug.Assert(code >= 400, "a refusal is an error");
        return new V1Status { Status = "Failure", Code = code, Reason = reason, Message = message, Details = details };
    }
}
