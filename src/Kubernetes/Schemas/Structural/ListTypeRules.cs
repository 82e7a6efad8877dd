using System.Text.Json;
using System.Text.Json.Nodes;

namespace ModelServing.Kubernetes.Schemas.Structural;

/// <summary>What a schema may say of how lists and maps are merged.</summary>
internal static class ListTypeRules
{
    private const string ListType = "x-kubernetes-list-type";
    private const string MapKeys = "x-kubernetes-list-map-keys";
    private const string MapType = "x-kubernetes-map-type";

    public static void Check(JsonElement schema, string path, List<FieldError> errors)
    {
        var type = schema.Text("type") ?? "";
        if (type == "array" && schema.Member("items") is null)
        {
            errors.Add(FieldError.Required($"{path}.items", "must be specified"));
        }

        if (schema.Text(MapType) is { } mapType)
        {
            CheckType("object", type, path, MapType, errors);
            if (mapType is not ("atomic" or "granular"))
            {
                errors.Add(FieldError.NotSupported($"{path}.{MapType}", mapType, ["atomic", "granular"]));
            }
        }

        string[] keys = schema.Member(MapKeys) is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray().Select(key => key.ToString())] : [];
        var listType = schema.Text(ListType);
        if (keys.Length > 0 && listType != "map")
        {
            const string Rule = $"must be map if {MapKeys} is non-empty";
            errors.Add(listType is null ? FieldError.Required($"{path}.{ListType}", Rule) : FieldError.Invalid($"{path}.{ListType}", listType, Rule));
        }

        if (listType is not null)
        {
            CheckList(schema, listType, keys, path, errors);
        }
    }

    private static void CheckList(JsonElement schema, string listType, string[] keys, string path, List<FieldError> errors)
    {
        CheckType("array", schema.Text("type") ?? "", path, ListType, errors);
        if (listType is not ("atomic" or "set" or "map"))
        {
            errors.Add(FieldError.NotSupported($"{path}.{ListType}", listType, ["atomic", "map", "set"]));
        }

        if (listType == "map" && keys.Length == 0)
        {
            errors.Add(FieldError.Required($"{path}.{MapKeys}", $"must not be empty if {ListType} is map"));
        }

        if (listType is not ("set" or "map") || schema.Member("items") is not { ValueKind: JsonValueKind.Object } items)
        {
            return;
        }

        if (items.Flag("nullable"))
        {
            errors.Add(FieldError.Forbidden($"{path}.items.nullable", $"cannot be nullable when {ListType} is {listType}"));
        }

        if (listType == "set")
        {
            CheckSetItems(items, $"{path}.items", errors);
        }
        else if (items.Text("type") is not "object")
        {
            errors.Add(FieldError.Invalid($"{path}.items.type", items.Text("type") ?? "", $"must be object if parent array's {ListType} is map"));
        }
        else
        {
            CheckKeys(items, keys, path, errors);
        }
    }

    private static void CheckSetItems(JsonElement items, string path, List<FieldError> errors)
    {
        const string Rule = $"must be atomic as item of a list with {ListType}=set";
        if (items.Text("type") == "array" && items.Text(ListType) is { } listType and not "atomic")
        {
            errors.Add(FieldError.Invalid($"{path}.{ListType}", listType, Rule));
        }

        if (items.Text("type") == "object" && items.Text(MapType) != "atomic")
        {
            errors.Add(FieldError.Invalid($"{path}.{MapType}", items.Text(MapType), Rule));
        }
    }

    private static void CheckKeys(JsonElement items, string[] keys, string path, List<FieldError> errors)
    {
        var members = StructuralRules.Members(items).DistinctBy(member => member.Name).ToDictionary(member => member.Name, member => member.Schema);
        var required = items.Member("required") is { ValueKind: JsonValueKind.Array } names ? names.EnumerateArray().Select(name => name.ToString()).ToHashSet() : [];
        var printed = new JsonArray([.. keys.Select(key => JsonValue.Create(key))]);
        if (keys.Distinct().Count() < keys.Length)
        {
            errors.Add(FieldError.Invalid($"{path}.{MapKeys}", printed, "must not contain duplicate entries"));
        }

        foreach (var key in keys)
        {
            var at = $"{path}.items.properties[{key}]";
            if (!members.TryGetValue(key, out var member))
            {
                errors.Add(FieldError.Invalid($"{path}.{MapKeys}", printed, "entries must all be names of item properties"));
                continue;
            }

            if (member.Text("type") is "array" or "object")
            {
                errors.Add(FieldError.Invalid($"{at}.type", member.Text("type"), $"must be a scalar type if parent array's {ListType} is map"));
            }

            if (!required.Contains(key) && member.Member("default") is null)
            {
                errors.Add(FieldError.Required($"{at}.default", $"this property is in {MapKeys}, so it must have a default or be a required property"));
            }

            if (member.Flag("nullable"))
            {
                errors.Add(FieldError.Forbidden($"{at}.nullable", $"this property is in {MapKeys}, so it cannot be nullable"));
            }
        }
    }

    private static void CheckType(string wanted, string type, string path, string keyword, List<FieldError> errors)
    {
        if (type != wanted)
        {
            var rule = $"must be {wanted} if {keyword} is specified";
            errors.Add(type.Length == 0 ? FieldError.Required($"{path}.type", rule) : FieldError.Invalid($"{path}.type", type, rule));
        }
    }
}
