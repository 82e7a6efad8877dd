using System.Text.Json.Nodes;
using ModelServing.Kubernetes.Schemas;

namespace ModelServing.Kubernetes.Patch;

/// <summary>Kubernetes' strategic merge patch: a merge patch that also merges lists whose schema names a key.</summary>
/// <remarks>
/// Directives: <c>$patch: delete|replace|merge</c>, <c>$deleteFromPrimitiveList/field</c>, <c>$setElementOrder/field</c>, <c>$retainKeys</c>.
/// </remarks>
public static class StrategicMergePatch
{
    internal const string Directive = "$patch";
    private const string RetainKeys = "$retainKeys";
    private const string DeleteFromList = "$deleteFromPrimitiveList/";
    private const string ElementOrder = "$setElementOrder/";

    /// <summary>Gives what keeps a patch from being applied to any object, or null.</summary>
    /// <param name="patch">The patch.</param>
    /// <param name="schema">The kind's schema.</param>
    public static string? Problem(JsonObject patch, ObjectSchema schema) => MergeKeyCheck.Find(patch, schema);

    /// <summary>Changes an object in place.</summary>
    /// <param name="target">The object to change.</param>
    /// <param name="patch">The patch; it is not changed.</param>
    /// <param name="schema">The kind's schema.</param>
    public static void Apply(JsonObject target, JsonObject patch, ObjectSchema schema) => Merge(target, patch, schema);

    /// <summary>Merges without a schema where it is unknown: then lists are replaced.</summary>
    internal static void Merge(JsonObject target, JsonObject patch, ObjectSchema? schema)
    {
        switch (patch[Directive]?.ToString())
        {
            case "replace":
                target.Clear();
                break;
            case "delete":
                target.Clear();
                return;
        }

        Retain(target, patch);
        foreach (var (name, value) in patch)
        {
            if (!name.StartsWith('$'))
            {
                MergeField(target, name, value, schema);
            }
        }

        foreach (var (name, value) in patch)
        {
            ApplyListDirective(target, name, value as JsonArray, schema);
        }
    }

    private static void Retain(JsonObject target, JsonObject patch)
    {
        if (patch[RetainKeys] is JsonArray keep)
        {
            var kept = keep.Select(key => key?.ToString()).ToHashSet(StringComparer.Ordinal);
            foreach (var name in target.Select(member => member.Key).Where(name => !kept.Contains(name)).ToList())
            {
                target.Remove(name);
            }
        }
    }

    private static void MergeField(JsonObject target, string name, JsonNode? value, ObjectSchema? schema)
    {
        var field = schema?.Fields.GetValueOrDefault(name);
        switch (value)
        {
            case null:
                target.Remove(name);
                break;
            case JsonObject nested when nested[Directive]?.ToString() == "delete":
                target.Remove(name);
                break;
            case JsonObject nested:
                if (target[name] is not JsonObject child)
                {
                    child = [];
                    target[name] = child;
                }

                Merge(child, nested, field?.Type.Shape == FieldShape.Structure ? field.Type.Structure : null);
                break;
            case JsonArray items when field?.MergeKey is { } key:
                if (target[name] is not JsonArray list)
                {
                    list = [];
                    target[name] = list;
                }

                KeyedList.Merge(list, items, key, field.Type.Element);
                break;
            default:
                target[name] = value.DeepClone();
                break;
        }
    }

    private static void ApplyListDirective(JsonObject target, string name, JsonArray? value, ObjectSchema? schema)
    {
        if (value is null)
        {
            return;
        }

        if (name.StartsWith(DeleteFromList, StringComparison.Ordinal) && target[name[DeleteFromList.Length..]] is JsonArray scalars)
        {
            KeyedList.RemoveScalars(scalars, value);
        }
        else if (name.StartsWith(ElementOrder, StringComparison.Ordinal) && target[name[ElementOrder.Length..]] is JsonArray list)
        {
            KeyedList.Order(list, value, schema?.Fields.GetValueOrDefault(name[ElementOrder.Length..])?.MergeKey);
        }
    }
}
