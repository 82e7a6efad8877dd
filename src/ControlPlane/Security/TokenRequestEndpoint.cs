using System.Globalization;
using System.Text.Json.Nodes;
using k8s.Models;
using ModelServing.ControlPlane.Api;
using ModelServing.ControlPlane.Json;
using ModelServing.ControlPlane.Kinds;
using ModelServing.ControlPlane.Registry;
using ModelServing.ControlPlane.Storage;

namespace ModelServing.ControlPlane.Security;

/// <summary>Makes tokens for service accounts: <c>POST …/serviceaccounts/x/token</c>, which is <c>kubectl create token</c>.</summary>
internal sealed class TokenRequestEndpoint(ObjectRegistry registry, ClusterStore store, ServiceAccountTokens tokens)
{
    private const long DefaultSeconds = 60 * 60;
    private const long MinSeconds = 10 * 60;
    private const long MaxSeconds = 1L << 32;

    private static readonly ResourceDefinition TokenRequest = new() { Group = "authentication.k8s.io", Version = "v1", Kind = "TokenRequest", Plural = "tokenrequests" };

    public async Task CreateAsync(ApiRequest request)
    {
        var (body, refusal) = await RequestBody.ReadObjectAsync(request.Http);
        if (body is null)
        {
            await Responses.WriteAsync(request.Http, refusal ?? Refusals.BadRequest("the request has no body"));
            return;
        }

        if (!registry.Get(request.Resource, request.Namespace, request.Name).TryGet(out var account, out refusal)
            || !Fulfil(body, account).TryGet(out var answer, out refusal))
        {
            await Responses.WriteAsync(request.Http, refusal);
            return;
        }

        // A copy of the answer in a cache would be a copy of the token.
        request.Http.Response.Headers.CacheControl = "no-cache, private";
        await Responses.WriteAsync(request.Http, StatusCodes.Status201Created, JsonBytes.Of(answer));
    }

    private Change Fulfil(JsonObject body, StoredObject account)
    {
        var spec = body.Child("spec");
        var seconds = spec["expirationSeconds"] is JsonValue value && value.TryGetValue<long>(out var number) ? number : DefaultSeconds;
        if (seconds is < MinSeconds or > MaxSeconds)
        {
            var limit = seconds < MinSeconds ? "less than 10 minutes" : "larger than 2^32 seconds";
            return Invalid("spec.expirationSeconds", seconds.ToString(CultureInfo.InvariantCulture), $"may not specify a duration {limit}");
        }

        var kind = spec.Text("boundObjectRef", "kind");
        if (kind is not null && !ServiceAccountTokens.CanBind(kind))
        {
            return Refusals.BadRequest($"cannot bind token to object of type {spec.Text("boundObjectRef", "apiVersion")}, Kind={kind}");
        }

        var (bound, problem) = Bound(account, kind, spec["boundObjectRef"]);
        if (problem is not null)
        {
            return problem;
        }

        string[] audiences = [.. (spec["audiences"] as JsonArray ?? []).Select(audience => audience?.ToString() ?? "")];
        spec["audiences"] = new JsonArray([.. (audiences.Length == 0 ? [ServiceAccountTokens.Issuer] : audiences).Select(audience => JsonValue.Create(audience))]);
        spec["expirationSeconds"] = seconds;
        var (token, expiry) = tokens.Issue(account, audiences.Length == 0 ? [ServiceAccountTokens.Issuer] : audiences, TimeSpan.FromSeconds(seconds), kind, bound);
        (body["apiVersion"], body["kind"]) = (TokenRequest.ApiVersion, TokenRequest.Kind);
        (body.Child("metadata")["name"], body.Child("metadata")["namespace"]) = (account.Key.Name, account.Key.Namespace);
        body["status"] = new JsonObject { ["token"] = token, ["expirationTimestamp"] = ObjectMetadata.Timestamp(expiry) };
        return body;
    }

    private (StoredObject? Bound, V1Status? Problem) Bound(StoredObject account, string? kind, JsonNode? reference)
    {
        if (kind is null)
        {
            return (null, null);
        }

        var key = ServiceAccountTokens.BoundKey(account.Key.Namespace, kind, reference.Text("name") ?? "");
        if (store.Find(key) is not { } bound)
        {
            return ResourceCatalog.TryFind("v1", kind, out var resource) ? (null, Refusals.NotFound(resource, key.Name)) : (null, Refusals.NoSuchPath());
        }

        return reference.Text("uid") is { Length: > 0 } uid && uid != bound.Uid
            ? (null, new V1Status { Status = "Failure", Code = 409, Reason = "Conflict", Message = $"the UID in the bound object reference ({uid}) does not match the UID in record. The object might have been deleted and then recreated" })
            : (bound, null);
    }

    private static V1Status Invalid(string field, string value, string why) =>
        Refusals.Invalid(TokenRequest, "", [Refusals.Cause(field, "FieldValueInvalid", $"Invalid value: {value}: {why}")]);
}
