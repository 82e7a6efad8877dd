using System.Text.Json.Nodes;
using k8s.Models;
using ModelServing.ControlPlane.Api;
using ModelServing.ControlPlane.Json;
using ModelServing.ControlPlane.Kinds;
using ModelServing.ControlPlane.Registry;
using ModelServing.ControlPlane.Security;

namespace ModelServing.ControlPlane.Authorization;

/// <summary>Answers questions about who is who and who may do what.</summary>
internal sealed class AccessReviews(Authorizer authorizer, BearerAuthentication authentication)
{
    public static bool Handles(ApiPath path) => path is
    { Group: "authorization.k8s.io", Plural: "selfsubjectaccessreviews" or "selfsubjectrulesreviews" or "subjectaccessreviews" or "localsubjectaccessreviews" } or
    { Group: "authentication.k8s.io", Plural: "selfsubjectreviews" or "tokenreviews" };

    public async Task HandleAsync(HttpContext context, ApiPath path)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            await Responses.WriteAsync(context, Refusals.MethodNotAllowed());
            return;
        }

        var (body, refusal) = await RequestBody.ReadObjectAsync(context);
        if (body is null)
        {
            await Responses.WriteAsync(context, refusal ?? Refusals.BadRequest("the request has no body"));
            return;
        }

        var user = context.Features.Get<UserInfo>() ?? UserInfo.Anonymous;
        var change = Answer(path, body, user);
        if (!change.TryGet(out var status, out refusal))
        {
            await Responses.WriteAsync(context, refusal);
            return;
        }

        body["status"] = status;
        body.Child("metadata")["creationTimestamp"] = null;
        await Responses.WriteAsync(context, StatusCodes.Status201Created, JsonBytes.Of(body));
    }

    private Change Answer(ApiPath path, JsonObject body, UserInfo caller) => path.Plural switch
    {
        "selfsubjectreviews" => new JsonObject { ["userInfo"] = caller.ToJson() },
        "tokenreviews" => Token(body.Text("spec", "token") ?? ""),
        "selfsubjectrulesreviews" => Rules(body, caller),
        "selfsubjectaccessreviews" => Decide(path, body, "SelfSubjectAccessReview", caller),
        _ => Subject(path, body),
    };

    private Change Subject(ApiPath path, JsonObject body)
    {
        var kind = path.Plural == "subjectaccessreviews" ? "SubjectAccessReview" : "LocalSubjectAccessReview";
        var spec = body.Child("spec");
        string[] groups = [.. (spec["groups"] as JsonArray ?? []).Select(group => group?.ToString() ?? "")];
        if (string.IsNullOrEmpty(spec.Text("user")) && groups.Length == 0)
        {
            return Invalid(kind, Refusals.Cause("spec.user", "FieldValueInvalid", "Invalid value: \"\": at least one of user or group must be specified"));
        }

        if (path.Namespace is { } ns && spec.Text("resourceAttributes", "namespace") != ns)
        {
            return Refusals.BadRequest($"spec.resourceAttributes.namespace must match namespace: {ns}");
        }

        return Decide(path, body, kind, new UserInfo(spec.Text("user") ?? "", groups));
    }

    private Change Decide(ApiPath path, JsonObject body, string kind, UserInfo user)
    {
        var spec = body.Child("spec");
        if (spec["resourceAttributes"] is JsonObject == spec["nonResourceAttributes"] is JsonObject)
        {
            return Invalid(kind, Refusals.Cause("spec.resourceAttributes", "FieldValueInvalid",
                "Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified"));
        }

        var decision = authorizer.Authorize(user, Attributes(spec, path.Namespace));
        var status = new JsonObject { ["allowed"] = decision.Allowed };
        if (decision.Reason.Length > 0)
        {
            status["reason"] = decision.Reason;
        }

        return status;
    }

    private static AccessAttributes Attributes(JsonObject spec, string? ns) => spec["resourceAttributes"] is JsonObject resource
        ? new AccessAttributes(resource.Text("verb") ?? "")
        {
            Group = resource.Text("group") ?? "",
            Resource = resource.Text("resource") ?? "",
            Subresource = resource.Text("subresource") ?? "",
            Namespace = resource.Text("namespace") ?? ns ?? "",
            Name = resource.Text("name") ?? "",
        }
        : new AccessAttributes(spec.Text("nonResourceAttributes", "verb") ?? "") { Path = spec.Text("nonResourceAttributes", "path") ?? "" };

    private Change Rules(JsonObject body, UserInfo user)
    {
        if (body.Text("spec", "namespace") is not { Length: > 0 } ns)
        {
            return Refusals.BadRequest("no namespace on request");
        }

        var rules = authorizer.Policy.Of(user, ns).SelectMany(grant => grant.Rules.Where(rule => grant.Namespace.Length == 0 || rule.NonResourceUrls.Length == 0)).ToList();
        return new JsonObject
        {
            ["resourceRules"] = new JsonArray([.. rules.Where(rule => rule.NonResourceUrls.Length == 0).Select(rule => rule.ToJson())]),
            ["nonResourceRules"] = new JsonArray([.. rules.Where(rule => rule.NonResourceUrls.Length > 0).Select(rule => rule.ToJson())]),
            ["incomplete"] = false,
        };
    }

    private JsonObject Token(string token) => authentication.Find(token) is { } user
        ? new JsonObject { ["authenticated"] = true, ["user"] = user.ToJson(), ["audiences"] = new JsonArray(ServiceAccountTokens.Issuer) }
        : new JsonObject { ["user"] = new JsonObject(), ["error"] = "invalid bearer token" };

    private static V1Status Invalid(string kind, V1StatusCause cause) => Refusals.Invalid(
        new ResourceDefinition { Group = "authorization.k8s.io", Version = "v1", Kind = kind, Plural = $"{kind.ToLowerInvariant()}s" }, "", [cause]);
}
