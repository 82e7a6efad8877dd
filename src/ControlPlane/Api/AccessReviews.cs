using System.Text.Json.Nodes;
using ModelServing.ControlPlane.Json;
using ModelServing.ControlPlane.Registry;

namespace ModelServing.ControlPlane.Api;

/// <summary>Questions about the caller: the token's holder may do everything.</summary>
internal static class AccessReviews
{
    public static bool Handles(ApiPath path) => path is
        { Group: "authorization.k8s.io", Plural: "selfsubjectaccessreviews" or "selfsubjectrulesreviews" } or
        { Group: "authentication.k8s.io", Plural: "selfsubjectreviews" };

    public static async Task HandleAsync(HttpContext context)
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

        body["status"] = body.Text("kind") switch
        {
            "SelfSubjectReview" => new JsonObject { ["userInfo"] = new JsonObject { ["username"] = "admin", ["groups"] = new JsonArray("system:masters", "system:authenticated") } },
            "SelfSubjectRulesReview" => Rules(),
            _ => new JsonObject { ["allowed"] = true },
        };
        body.Child("metadata")["creationTimestamp"] = null;
        await Responses.WriteAsync(context, StatusCodes.Status201Created, JsonBytes.Of(body));
    }

    private static JsonObject Rules() => new()
    {
        ["incomplete"] = false,
        ["resourceRules"] = new JsonArray(new JsonObject { ["verbs"] = new JsonArray("*"), ["apiGroups"] = new JsonArray("*"), ["resources"] = new JsonArray("*") }),
        ["nonResourceRules"] = new JsonArray(new JsonObject { ["verbs"] = new JsonArray("*"), ["nonResourceURLs"] = new JsonArray("*") }),
    };
}
