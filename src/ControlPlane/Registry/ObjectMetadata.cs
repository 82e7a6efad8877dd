using System.Text.Json.Nodes;
using ModelServing.ControlPlane.Json;
using ModelServing.ControlPlane.Kinds;

namespace ModelServing.ControlPlane.Registry;

/// <summary>The members of <c>metadata</c> that the server decides.</summary>
internal static class ObjectMetadata
{
    private static readonly string[] ServerOwned = ["uid", "creationTimestamp", "generation", "deletionTimestamp", "deletionGracePeriodSeconds", "namespace", "name"];

    public static JsonObject Of(JsonObject value) => value.Child("metadata");

    public static void InitializeNew(ResourceDefinition resource, JsonObject value, string ns, string name, DateTimeOffset now)
    {
        var metadata = Of(value);
        metadata["name"] = name;
        Set(metadata, "namespace", resource.Namespaced ? ns : null);
        metadata["uid"] = Guid.NewGuid().ToString();
        metadata["creationTimestamp"] = Timestamp(now);
        Set(metadata, "generation", resource.HasGeneration ? 1 : null);
        foreach (var unset in (string[])["deletionTimestamp", "deletionGracePeriodSeconds", "selfLink", "managedFields", "resourceVersion"])
        {
            metadata.Remove(unset);
        }
    }

    /// <summary>Takes over what a client cannot change.</summary>
    public static void CarryOver(JsonObject before, JsonObject after)
    {
        var from = Of(before);
        var to = Of(after);
        foreach (var name in ServerOwned)
        {
            Set(to, name, from[name]?.DeepClone());
        }

        to.Remove("managedFields");
        to.Remove("selfLink");
        Set(to, "resourceVersion", from["resourceVersion"]?.DeepClone());
    }

    /// <summary>Counts the generation when the desired state differs; after admission, whose defaults are part of it.</summary>
    public static void CountGeneration(ResourceDefinition resource, JsonObject before, JsonObject after)
    {
        if (resource.HasGeneration && !SameDesire(resource, before, after))
        {
            Of(after)["generation"] = (Of(before)["generation"]?.GetValue<long>() ?? 0) + 1;
        }
    }

    public static string Timestamp(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);

    private static bool SameDesire(ResourceDefinition resource, JsonObject before, JsonObject after)
    {
        var names = before.Select(member => member.Key).Union(after.Select(member => member.Key))
            .Where(name => name is not ("metadata" or "apiVersion") && !(name == "status" && resource.HasStatus));
        return names.All(name => JsonNode.DeepEquals(before[name], after[name]));
    }

    private static void Set(JsonObject metadata, string name, JsonNode? value)
    {
        if (value is null)
        {
            metadata.Remove(name);
        }
        else
        {
            metadata[name] = value;
        }
    }
}
