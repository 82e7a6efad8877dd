using System.Text.Json.Nodes;
using ModelServing.ControlPlane.Json;
using ModelServing.ControlPlane.Storage;

namespace ModelServing.ControlPlane.Security;

/// <summary>Tokens of service accounts: bound to the account and perhaps to a pod, secret or node, and worthless without it.</summary>
internal sealed class ServiceAccountTokens(ServiceAccountKey key, ClusterStore store, TimeProvider timeProvider)
{
    /// <summary>Who issues the tokens, and for whom unless the request says otherwise.</summary>
    public const string Issuer = "https://kubernetes.default.svc.cluster.local";

    private const string Private = "kubernetes.io";

    /// <summary>Resource and member of the claims for each kind a token can be bound to.</summary>
    private static readonly Dictionary<string, string> Bindable = new() { ["Pod"] = "pods", ["Secret"] = "secrets", ["Node"] = "nodes" };

    public static bool CanBind(string kind) => Bindable.ContainsKey(kind);

    /// <summary>Gives the object that a token for an account is to be bound to.</summary>
    public static StoreKey BoundKey(string ns, string kind, string name) => new(Bindable[kind], kind == "Node" ? "" : ns, name);

    public (string Token, DateTimeOffset Expiry) Issue(StoredObject account, IEnumerable<string> audiences, TimeSpan lifetime, string? boundKind, StoredObject? bound)
    {
        var now = timeProvider.GetUtcNow();
        var about = new JsonObject
        {
            ["namespace"] = account.Key.Namespace,
            ["serviceaccount"] = new JsonObject { ["name"] = account.Key.Name, ["uid"] = account.Uid },
        };
        if (boundKind is not null && bound is not null)
        {
            about[boundKind.ToLowerInvariant()] = new JsonObject { ["name"] = bound.Key.Name, ["uid"] = bound.Uid };
        }

        var claims = new JsonObject
        {
            ["aud"] = new JsonArray([.. audiences.Select(audience => JsonValue.Create(audience))]),
            ["exp"] = (now + lifetime).ToUnixTimeSeconds(),
            ["iat"] = now.ToUnixTimeSeconds(),
            ["iss"] = Issuer,
            ["jti"] = Guid.NewGuid().ToString(),
            [Private] = about,
            ["nbf"] = now.ToUnixTimeSeconds(),
            ["sub"] = UserInfo.ServiceAccountName(account.Key.Namespace, account.Key.Name),
        };
        return (key.Sign(claims), DateTimeOffset.FromUnixTimeSeconds((now + lifetime).ToUnixTimeSeconds()));
    }

    /// <summary>Gives the account's user, or null when the token is not for this audience, outdated, or its account is gone.</summary>
    public UserInfo? Authenticate(string token, string audience = Issuer)
    {
        if (key.Verify(token) is not { } claims || claims["aud"] is not JsonArray audiences || !audiences.Any(one => one?.ToString() == audience))
        {
            return null;
        }

        var now = timeProvider.GetUtcNow().ToUnixTimeSeconds();
        if (claims.Text("iss") != Issuer || now < Seconds(claims, "nbf") || now >= Seconds(claims, "exp"))
        {
            return null;
        }

        var about = claims[Private];
        var (ns, name) = (about.Text("namespace") ?? "", about.Text("serviceaccount", "name") ?? "");
        return Exists(new StoreKey("serviceaccounts", ns, name), about.Text("serviceaccount", "uid")) && BoundExist(ns, about)
            ? UserInfo.ServiceAccount(ns, name) with
            {
                Uid = about.Text("serviceaccount", "uid") ?? "",
                Extra = new Dictionary<string, IReadOnlyList<string>> { ["authentication.kubernetes.io/credential-id"] = [$"JTI={claims.Text("jti")}"] },
            }
            : null;
    }

    private static long Seconds(JsonObject claims, string name) => claims[name] is JsonValue value && value.TryGetValue<long>(out var seconds) ? seconds : 0;

    private bool BoundExist(string ns, JsonNode? about) => Bindable.Keys.All(kind =>
        about?[kind.ToLowerInvariant()] is not { } bound || Exists(BoundKey(ns, kind, bound.Text("name") ?? ""), bound.Text("uid")));

    private bool Exists(StoreKey wanted, string? uid) => store.Find(wanted) is { } found && found.Uid == uid;
}
