using System.Text.Json.Nodes;
using ModelServing.Kubernetes.Apply;

namespace ModelServing.Kubernetes.Tests.Apply;

/// <summary>An object that several managers write in turn.</summary>
internal sealed class ApplyRun(IMergeSchema schema)
{
    private int _time;

    public JsonObject Object { get; private set; } = [];

    public ManagedFields Managers { get; private set; } = ManagedFields.None;

    /// <summary>Applies a configuration, and gives the conflicts' message; null when it was applied.</summary>
    public string? Apply(string manager, string json, bool force = false)
    {
        var entry = new ManagedFieldsEntry(FieldManager.Applier(manager, null), "v1", Now(), new FieldSet());
        var result = ServerSideApply.Apply(Object, Parse(json), schema, Managers, entry, force);
        if (result.Conflicts.Count > 0)
        {
            return ApplyConflict.Describe(result.Conflicts);
        }

        (Object, Managers) = (result.Object, result.Managers);
        return null;
    }

    /// <summary>Replaces the object.</summary>
    public void Update(string manager, string json)
    {
        var after = Parse(json);
        Managers = Managers.AfterUpdate(FieldComparison.Between(Object, after, schema), FieldManager.Updater(manager, "v1", null), Now());
        Object = after;
    }

    /// <summary>Gives what a manager owns as <c>fieldsV1</c>; both its entries, if it has two.</summary>
    public string Owned(string manager) =>
        string.Join(" + ", Managers.ToJson().Where(entry => entry?["manager"]?.ToString() == manager).Select(entry => entry?["fieldsV1"]?.ToJsonString(Relaxed)));

    public static JsonObject Parse(string json) => JsonNode.Parse(json) as JsonObject ?? throw new InvalidDataException(json);

    public string Text() => Object.ToJsonString(Relaxed);

    private static System.Text.Json.JsonSerializerOptions Relaxed { get; } = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private string Now() => $"2026-01-01T00:00:{_time++:00}Z";
}
