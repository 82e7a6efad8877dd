using ModelServing.ControlPlane.Security;
using ModelServing.ControlPlane.Storage;

namespace ModelServing.ControlPlane.Authorization;

/// <summary>Role-based access control. A request reads an index that is made anew when a role or binding has changed, and not before.</summary>
internal sealed class Authorizer(ClusterStore store)
{
    private volatile PolicyIndex? _index;

    /// <summary>Gets the policy as it is now: a change holds for the next request.</summary>
    public PolicyIndex Policy
    {
        get
        {
            var snapshot = store.Snapshot;
            return _index is { } index && index.IsCurrent(snapshot) ? index : _index = new PolicyIndex(snapshot);
        }
    }

    public AccessDecision Authorize(UserInfo user, AccessAttributes what)
    {
        if (user.IsMaster)
        {
            return new AccessDecision(true, "");
        }

        foreach (var grant in Policy.Of(user, what.Path is null ? what.Namespace : ""))
        {
            foreach (var rule in grant.Rules)
            {
                if (rule.Allows(what))
                {
                    return new AccessDecision(true, grant.Reason);
                }
            }
        }

        return new AccessDecision(false, "");
    }
}
