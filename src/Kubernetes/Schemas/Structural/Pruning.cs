using System.Text.Json.Nodes;

namespace ModelServing.Kubernetes.Schemas.Structural;

/// <summary>Takes unknown fields away.</summary>
internal static class Pruning
{
    public static bool IsObjectField(string name) => name is "apiVersion" or "kind" or "metadata";

    public static void Prune(StructuralSchema? schema, JsonNode? value, bool isResourceRoot, string path, List<string> pruned)
    {
        switch (value)
        {
            case JsonObject map:
                PruneObject(schema, map, isResourceRoot || schema?.IsEmbeddedResource == true, path, pruned);
                break;
            case JsonArray items when schema is not { PreservesUnknownFields: true, Items: null }:
                for (var i = 0; i < items.Count; i++)
                {
                    Prune(schema?.Items, items[i], false, $"{path}[{i}]", pruned);
                }

                break;
        }
    }

    private static void PruneObject(StructuralSchema? schema, JsonObject map, bool isResourceRoot, string path, List<string> pruned)
    {
        List<string>? unknown = null;
        foreach (var (name, child) in map)
        {
            if (isResourceRoot && IsObjectField(name))
            {
                continue;
            }

            if (schema?.Properties.GetValueOrDefault(name) is { } property)
            {
                Prune(property, child, false, Join(path, name), pruned);
            }
            else if (schema?.AdditionalProperties is { } additional)
            {
                Prune(additional, child, false, Join(path, name), pruned);
            }
            else if (schema is null || !(schema.PreservesUnknownFields || schema.AllowsAnyProperty))
            {
                (unknown ??= []).Add(name);
            }
        }

        foreach (var name in unknown ?? [])
        {
            map.Remove(name);
            pruned.Add(Join(path, name));
        }
    }

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
