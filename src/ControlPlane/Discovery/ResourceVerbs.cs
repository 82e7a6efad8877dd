using System.Text.Json.Nodes;
using ModelServing.ControlPlane.Kinds;

namespace ModelServing.ControlPlane.Discovery;

/// <summary>What can be done to a kind and to its subresources.</summary>
internal static class ResourceVerbs
{
    public static JsonArray Objects => new JsonArray("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");

    /// <summary>Gives the subresources with the kind they speak and their verbs.</summary>
    public static IEnumerable<(string Name, string Group, string Version, string Kind, JsonArray Verbs)> Subresources(ResourceDefinition resource)
    {
        if (resource.HasStatus)
        {
            yield return ("status", resource.Group, resource.Version, resource.Kind, new JsonArray("get", "patch", "update"));
        }

        if (resource.Scale is not null)
        {
            yield return ("scale", "autoscaling", "v1", "Scale", new JsonArray("get", "patch", "update"));
        }

        if (resource.GroupResource == "serviceaccounts")
        {
            yield return ("token", "authentication.k8s.io", "v1", "TokenRequest", new JsonArray("create"));
        }

        if (resource.GroupResource is "nodes" or "pods" or "services")
        {
            yield return ("proxy", "", "v1", $"{resource.Kind}ProxyOptions", new JsonArray("create", "delete", "get", "patch", "update"));
        }

        if (resource.GroupResource == "pods")
        {
            yield return ("log", "", "v1", "Pod", new JsonArray("get"));
            yield return ("eviction", "policy", "v1", "Eviction", new JsonArray("create"));
            yield return ("binding", "", "v1", "Binding", new JsonArray("create"));
        }
    }
}
