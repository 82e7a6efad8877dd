using k8s.Models;
using Microsoft.Extensions.Primitives;
using ModelServing.ControlPlane.Registry;
using ModelServing.ControlPlane.Security;

namespace ModelServing.ControlPlane.Authorization;

/// <summary>Acting as somebody else, by the headers that <c>kubectl --as</c> sends.</summary>
internal static class Impersonation
{
    private const string UserHeader = "Impersonate-User";
    private const string GroupHeader = "Impersonate-Group";
    private const string UidHeader = "Impersonate-Uid";
    private const string ExtraPrefix = "Impersonate-Extra-";
    private const string AuthenticationGroup = "authentication.k8s.io";

    /// <summary>Gives who is to act: the caller, whom it impersonates, or why it may not.</summary>
    public static (UserInfo? User, V1Status? Refusal) Apply(UserInfo caller, IHeaderDictionary headers, Authorizer authorizer)
    {
        var name = headers[UserHeader].ToString();
        var groups = Texts(headers[GroupHeader]);
        var uid = headers[UidHeader].ToString();
        var extra = Extra(headers);
        if (name.Length == 0)
        {
            return groups.Length == 0 && uid.Length == 0 && extra.Count == 0
                ? (caller, null)
                : (null, Refusals.Internal("requested impersonation without impersonating a user"));
        }

        foreach (var what in Needed(name, groups, uid, extra))
        {
            if (!authorizer.Authorize(caller, what).Allowed)
            {
                return (null, AccessRefusals.Forbidden(caller, what));
            }
        }

        return (new UserInfo(name, [.. AllGroups(name, groups)]) { Uid = uid, Extra = extra }, null);
    }

    private static IEnumerable<string> AllGroups(string name, string[] groups)
    {
        var given = groups.Length == 0 && UserInfo.AsServiceAccount(name) is { } account ? UserInfo.ServiceAccountGroups(account.Namespace) : groups;
        return given.Append(name == UserInfo.Anonymous.Name ? UserInfo.Anonymous.Groups[0] : UserInfo.Authenticated).Distinct();
    }

    private static IEnumerable<AccessAttributes> Needed(string name, string[] groups, string uid, Dictionary<string, IReadOnlyList<string>> extra)
    {
        yield return UserInfo.AsServiceAccount(name) is { } account
            ? new AccessAttributes("impersonate") { Resource = "serviceaccounts", Namespace = account.Namespace, Name = account.Name }
            : new AccessAttributes("impersonate") { Resource = "users", Name = name };
        foreach (var group in groups)
        {
            yield return new AccessAttributes("impersonate") { Resource = "groups", Name = group };
        }

        if (uid.Length > 0)
        {
            yield return new AccessAttributes("impersonate") { Group = AuthenticationGroup, Resource = "uids", Name = uid };
        }

        foreach (var (key, value) in extra.SelectMany(pair => pair.Value.Select(value => (pair.Key, value))))
        {
            yield return new AccessAttributes("impersonate") { Group = AuthenticationGroup, Resource = "userextras", Subresource = key, Name = value };
        }
    }

    private static Dictionary<string, IReadOnlyList<string>> Extra(IHeaderDictionary headers) => headers
        .Where(header => header.Key.StartsWith(ExtraPrefix, StringComparison.OrdinalIgnoreCase) && header.Key.Length > ExtraPrefix.Length)
        .ToDictionary(header => Uri.UnescapeDataString(header.Key[ExtraPrefix.Length..].ToLowerInvariant()), header => (IReadOnlyList<string>)Texts(header.Value));

    private static string[] Texts(StringValues values) => [.. values.OfType<string>()];
}
