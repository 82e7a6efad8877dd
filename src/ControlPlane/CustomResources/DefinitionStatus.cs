using System.Text.Json.Nodes;
using ModelServing.ControlPlane.Json;
using ModelServing.ControlPlane.Kinds;
using ModelServing.ControlPlane.Registry;
using ModelServing.ControlPlane.Storage;

namespace ModelServing.ControlPlane.CustomResources;

/// <summary>What the server makes of a definition: whether its names are free, and whether it is served.</summary>
internal static class DefinitionStatus
{
    public static bool IsEstablished(StoredObject definition) => definition.Root.Items("status", "conditions")
        .Any(condition => condition.Text("type") == "Established" && condition.Text("status") == "True");

    public static bool HasAcceptedNames(StoredObject definition) => definition.Root.Items("status", "conditions")
        .Any(condition => condition.Text("type") == "NamesAccepted" && condition.Text("status") == "True");

    /// <summary>Writes the status of a definition that was created, changed, or may have lost a rival for its names.</summary>
    public static void Set(JsonObject definition, IReadOnlyList<ResourceDefinition> served, DateTimeOffset now)
    {
        var spec = definition.Child("spec");
        var names = spec.Child("names");
        var status = definition.Child("status");
        var conflict = NameConflicts.Find(spec.Text("group") ?? "", names, served);
        if (conflict is null)
        {
            status["acceptedNames"] = names.DeepClone();
            SetCondition(status, "NamesAccepted", true, "NoConflicts", "no conflicts found", now);
            SetCondition(status, "Established", true, "InitialNamesAccepted", "the initial names have been accepted", now);
        }
        else
        {
            status["acceptedNames"] ??= new JsonObject { ["plural"] = "", ["kind"] = "" };
            SetCondition(status, "NamesAccepted", false, conflict.Reason, conflict.Message, now);
            if (FindCondition(status, "Established").Text("status") != "True")
            {
                SetCondition(status, "Established", false, "NotAccepted", "not all names are accepted", now);
            }
        }

        AddStoredVersion(spec, status);
    }

    public static void SetCondition(JsonObject status, string type, bool isTrue, string reason, string message, DateTimeOffset now)
    {
        if (status["conditions"] is not JsonArray conditions)
        {
            status["conditions"] = conditions = [];
        }

        var text = isTrue ? "True" : "False";
        var before = FindCondition(status, type);
        if (before.Text("status") == text && before.Text("reason") == reason && before.Text("message") == message)
        {
            return;
        }

        var since = before.Text("status") == text ? before.Text("lastTransitionTime") : null;
        conditions.RemoveAll(condition => condition.Text("type") == type);
        conditions.Add(new JsonObject
        {
            ["type"] = type,
            ["status"] = text,
            ["lastTransitionTime"] = since ?? ObjectMetadata.Timestamp(now),
            ["reason"] = reason,
            ["message"] = message,
        });
    }

    private static JsonNode? FindCondition(JsonObject status, string type) =>
        (status["conditions"] as JsonArray)?.FirstOrDefault(condition => condition.Text("type") == type);

    private static void AddStoredVersion(JsonObject spec, JsonObject status)
    {
        if (status["storedVersions"] is not JsonArray stored)
        {
            status["storedVersions"] = stored = [];
        }

        var storage = (spec["versions"] as JsonArray ?? []).FirstOrDefault(version => version?["storage"]?.GetValueKind() == System.Text.Json.JsonValueKind.True);
        if (storage.Text("name") is { } name && !stored.Any(version => version?.ToString() == name))
        {
            stored.Add((JsonNode)name);
        }
    }
}
