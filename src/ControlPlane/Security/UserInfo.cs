using System.Text.Json.Nodes;

namespace ModelServing.ControlPlane.Security;

/// <summary>Who asks.</summary>
internal sealed record UserInfo(string Name, IReadOnlyList<string> Groups)
{
    public const string Authenticated = "system:authenticated";
    public const string Masters = "system:masters";

    private const string ServiceAccountPrefix = "system:serviceaccount:";

    public static UserInfo Anonymous { get; } = new("system:anonymous", ["system:unauthenticated"]);

    public string Uid { get; init; } = "";

    public IReadOnlyDictionary<string, IReadOnlyList<string>> Extra { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    public bool IsMaster => Groups.Contains(Masters);

    public static UserInfo ServiceAccount(string ns, string name) => new(ServiceAccountName(ns, name), [.. ServiceAccountGroups(ns), Authenticated]);

    public static string ServiceAccountName(string ns, string name) => $"{ServiceAccountPrefix}{ns}:{name}";

    public static IEnumerable<string> ServiceAccountGroups(string ns) => ["system:serviceaccounts", $"system:serviceaccounts:{ns}"];

    /// <summary>Splits a service account's user name; null for other users.</summary>
    public static (string Namespace, string Name)? AsServiceAccount(string user) =>
        user.StartsWith(ServiceAccountPrefix, StringComparison.Ordinal) && user[ServiceAccountPrefix.Length..].Split(':') is [{ Length: > 0 } ns, { Length: > 0 } name]
            ? (ns, name)
            : null;

    public JsonObject ToJson()
    {
        var json = new JsonObject { ["username"] = Name };
        if (Uid.Length > 0)
        {
            json["uid"] = Uid;
        }

        json["groups"] = Texts(Groups);
        if (Extra.Count > 0)
        {
            json["extra"] = new JsonObject(Extra.Select(pair => KeyValuePair.Create<string, JsonNode?>(pair.Key, Texts(pair.Value))));
        }

        return json;
    }

    private static JsonArray Texts(IEnumerable<string> values) => new([.. values.Select(value => JsonValue.Create(value))]);
}
