using System.Collections.Immutable;
using System.Text.Json;
using ModelServing.ControlPlane.Json;
using ModelServing.ControlPlane.Security;
using ModelServing.ControlPlane.Storage;

namespace ModelServing.ControlPlane.Authorization;

/// <summary>Roles and bindings by subject, as they were in one snapshot of the store.</summary>
internal sealed class PolicyIndex
{
    public const string ApiGroup = "rbac.authorization.k8s.io";

    private const string ClusterRoles = $"clusterroles.{ApiGroup}";
    private const string Roles = $"roles.{ApiGroup}";
    private const string ClusterRoleBindings = $"clusterrolebindings.{ApiGroup}";
    private const string RoleBindings = $"rolebindings.{ApiGroup}";

    private static readonly string[] Resources = [ClusterRoles, Roles, ClusterRoleBindings, RoleBindings];

    private readonly ImmutableSortedDictionary<StoreKey, StoredObject>[] _sources;
    private readonly Dictionary<StoreKey, PolicyRule[]> _roles;
    private readonly Dictionary<(string Kind, string Name), List<Grant>> _grants = [];

    public PolicyIndex(StoreSnapshot snapshot)
    {
        _sources = [.. Resources.Select(snapshot.Of)];
        _roles = _sources[0].Concat(_sources[1]).ToDictionary(pair => pair.Key, pair => PolicyRule.AllOf(pair.Value.Root));
        foreach (var binding in _sources[2].Concat(_sources[3]))
        {
            Add(binding.Value);
        }
    }

    /// <summary>Says whether no role and no binding has changed: the store's collections are immutable, so sameness is enough.</summary>
    public bool IsCurrent(StoreSnapshot snapshot)
    {
        for (var i = 0; i < Resources.Length; i++)
        {
            if (!ReferenceEquals(_sources[i], snapshot.Of(Resources[i])))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Gives what a user holds in a namespace, or (empty) everywhere.</summary>
    public IEnumerable<Grant> Of(UserInfo user, string ns)
    {
        var subjects = user.Groups.Select(group => ("Group", group)).Prepend(("User", user.Name));
        return subjects.SelectMany(subject => _grants.GetValueOrDefault(subject, [])).Where(grant => grant.Namespace.Length == 0 || grant.Namespace == ns);
    }

    /// <summary>Gives a role's rules; none where the role does not exist.</summary>
    public PolicyRule[] RulesOf(string kind, string ns, string name) =>
        _roles.GetValueOrDefault(kind == "Role" ? new StoreKey(Roles, ns, name) : new StoreKey(ClusterRoles, "", name), []);

    private void Add(StoredObject binding)
    {
        var ns = binding.Key.Namespace;
        var (kind, name) = (binding.Root.Text("roleRef", "kind"), binding.Root.Text("roleRef", "name"));
        var title = ns.Length == 0 ? $"ClusterRoleBinding \"{binding.Key.Name}\"" : $"RoleBinding \"{binding.Key.Name}/{ns}\"";
        var rules = RulesOf(kind, ns, name);
        foreach (var subject in binding.Root.Items("subjects"))
        {
            var (key, text) = Subject(subject, ns);
            if (!_grants.TryGetValue(key, out var grants))
            {
                _grants[key] = grants = [];
            }

            grants.Add(new Grant(ns, $"RBAC: allowed by {title} of {kind} \"{name}\" to {text}", rules));
        }
    }

    private static ((string Kind, string Name) Key, string Text) Subject(JsonElement subject, string ns)
    {
        var (kind, name) = (subject.Text("kind"), subject.Text("name"));
        if (kind != "ServiceAccount")
        {
            return ((kind, name), $"{kind} \"{name}\"");
        }

        var home = subject.Text("namespace") is { Length: > 0 } named ? named : ns;
        return (("User", UserInfo.ServiceAccountName(home, name)), $"ServiceAccount \"{name}/{home}\"");
    }
}
