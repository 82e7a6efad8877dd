using System.Text.Json.Nodes;
using ModelServing.ControlPlane.Json;
using ModelServing.ControlPlane.Kinds;

namespace ModelServing.ControlPlane.FieldManagement;

/// <summary>Which part of a configuration a request may apply, and so own.</summary>
internal static class ConfigurationScope
{
    private static readonly string[] Identity = ["name", "namespace", "uid", "resourceVersion"];

    /// <summary>Gives a copy without what the request cannot change, and without nulls, which say nothing.</summary>
    public static JsonObject Reduce(ResourceDefinition resource, JsonObject configuration, string? subresource)
    {
        var reduced = configuration.DeepClone().AsObject();
        DropNulls(reduced);
        switch (subresource)
        {
            case "status":
                Keep(reduced, ["apiVersion", "kind", "metadata", "status"]);
                if (resource.IsCustom)
                {
                    Keep(reduced.Child("metadata"), Identity);
                }

                break;
            case "scale":
                return Scale(resource, reduced);
            default:
                if (resource.HasStatus && resource.GroupResource != "nodes")
                {
                    reduced.Remove("status");
                }

                break;
        }

        return reduced;
    }

    /// <summary>The scale is a view of the object: what it says of the replicas is applied to the object itself.</summary>
    private static JsonObject Scale(ResourceDefinition resource, JsonObject scale)
    {
        var metadata = scale.Child("metadata").DeepClone().AsObject();
        Keep(metadata, Identity);
        var value = new JsonObject { ["apiVersion"] = resource.ApiVersion, ["kind"] = resource.Kind, ["metadata"] = metadata };
        if (scale["spec"]?["replicas"] is { } replicas && resource.Scale is { } paths)
        {
            var steps = paths.Spec.Split('.');
            var parent = value;
            foreach (var step in steps[..^1])
            {
                parent = parent.Child(step);
            }

            parent[steps[^1]] = replicas.DeepClone();
        }

        return value;
    }

    private static void Keep(JsonObject value, string[] names)
    {
        foreach (var name in value.Select(member => member.Key).Except(names).ToList())
        {
            value.Remove(name);
        }
    }

    private static void DropNulls(JsonNode? value)
    {
        if (value is JsonObject members)
        {
            foreach (var (name, member) in members.ToList())
            {
                DropNulls(member);
                if (member is null)
                {
                    members.Remove(name);
                }
            }
        }
        else if (value is JsonArray items)
        {
            foreach (var item in items)
            {
                DropNulls(item);
            }
        }
    }
}
