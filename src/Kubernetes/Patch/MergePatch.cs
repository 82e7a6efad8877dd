using System.Text.Json.Nodes;

namespace ModelServing.Kubernetes.Patch;

/// <summary>JSON merge patch (RFC 7386).</summary>
public static class MergePatch
{
    /// <summary>Changes an object in place: null removes a member, objects merge, everything else replaces.</summary>
    /// <param name="target">The object to change.</param>
    /// <param name="patch">The patch; it is not changed.</param>
    public static void Apply(JsonObject target, JsonObject patch)
    {
        foreach (var (name, value) in patch)
        {
            switch (value)
            {
                case null:
                    target.Remove(name);
                    break;
                case JsonObject nested:
                    if (target[name] is not JsonObject child)
                    {
                        child = [];
                        target[name] = child;
                    }

                    Apply(child, nested);
                    break;
                default:
                    target[name] = value.DeepClone();
                    break;
            }
        }
    }
}
