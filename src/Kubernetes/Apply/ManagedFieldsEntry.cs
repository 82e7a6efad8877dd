using System.Globalization;
using System.Text.Json.Nodes;

namespace ModelServing.Kubernetes.Apply;

/// <summary>One item of <c>metadata.managedFields</c>.</summary>
/// <param name="Manager">Who owns the fields.</param>
/// <param name="ApiVersion">The version in which the fields are named.</param>
/// <param name="Time">When the manager last changed them, as JSON has it; null where it was not said.</param>
/// <param name="Fields">What it owns.</param>
public sealed record ManagedFieldsEntry(FieldManager Manager, string ApiVersion, string? Time, FieldSet Fields)
{
    private const string Apply = "Apply";
    private const string Update = "Update";
    private const string FieldsType = "FieldsV1";

    internal static bool TryRead(JsonNode? json, out ManagedFieldsEntry? entry, out string? error)
    {
        entry = null;
        var (operation, apiVersion) = (Text(json, "operation"), Text(json, "apiVersion") ?? "");
        error = (operation, Text(json, "fieldsType")) switch
        {
            (not (Apply or Update), _) => "operation must be `Apply` or `Update`",
            _ when apiVersion.Length == 0 => "apiVersion must not be empty",
            (_, null or "") => "missing fieldsType in managed fields entry",
            (_, not FieldsType) => $"invalid fieldsType \"{Text(json, "fieldsType")}\" in managed fields entry",
            _ => null,
        };
        if (error is not null)
        {
            return false;
        }

        if (!FieldSet.TryRead(json?["fieldsV1"] as JsonObject ?? [], out var fields))
        {
            error = "error decoding managed fields: invalid fieldsV1";
            return false;
        }

        var (name, subresource) = (Text(json, "manager") ?? "", Text(json, "subresource"));
        var manager = operation == Apply ? FieldManager.Applier(name, subresource) : FieldManager.Updater(name, apiVersion, subresource);
        entry = new(manager, apiVersion, Seconds(Text(json, "time")), fields);
        return true;
    }

    internal JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["manager"] = Manager.Name,
            ["operation"] = Manager.Applies ? Apply : Update,
            ["apiVersion"] = ApiVersion,
        };
        if (Time is not null)
        {
            json["time"] = Time;
        }

        json["fieldsType"] = FieldsType;
        json["fieldsV1"] = Fields.ToJson();
        if (Manager.Subresource.Length > 0)
        {
            json["subresource"] = Manager.Subresource;
        }

        return json;
    }

    /// <summary>Typed clients write fractions of a second back that were never there.</summary>
    private static string? Seconds(string? time) => DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var parsed)
        ? parsed.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)
        : null;

    private static string? Text(JsonNode? json, string name) =>
        json is JsonObject members && members[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
