using System.Text.Json;
using System.Text.Json.Nodes;
using ModelServing.ControlPlane.Json;
using ModelServing.Kubernetes.Apply;

namespace ModelServing.ControlPlane.FieldManagement;

/// <summary>
/// What kubectl's client-side apply left behind on an object: its next server-side apply may take over what it applied itself, and keeps
/// the annotation current for those who go back.
/// </summary>
internal static class LastApplied
{
    public const string Annotation = "kubectl.kubernetes.io/last-applied-configuration";

    /// <summary>The only manager whose client-side apply writes the annotation.</summary>
    public const string Manager = "kubectl";

    /// <summary>Beyond this Kubernetes refuses annotations altogether.</summary>
    private const int MaxAnnotationBytes = 256 * 1024;

    /// <summary>Gives the fields that client-side apply set and that still are as it set them.</summary>
    public static FieldSet StillApplied(JsonObject live, IMergeSchema schema)
    {
        if (Read(live) is not { } applied || applied.Text("apiVersion") != live.Text("apiVersion"))
        {
            return new FieldSet();
        }

        var comparison = FieldComparison.Between(applied, live, schema);
        return FieldSets.Of(applied, schema).Difference(comparison.Modified).Difference(comparison.Added).Difference(comparison.Removed);
    }

    /// <summary>Brings the annotation, where there is one, up to date.</summary>
    public static void Refresh(JsonObject value, JsonObject configuration)
    {
        if (value["metadata"]?["annotations"] is not JsonObject annotations || annotations.Text(Annotation) is not { Length: > 0 })
        {
            return;
        }

        var applied = configuration.DeepClone().AsObject();
        (applied["metadata"]?["annotations"] as JsonObject)?.Remove(Annotation);
        var text = System.Text.Encoding.UTF8.GetString(JsonBytes.Of(applied)) + "\n";
        annotations[Annotation] = text.Length > MaxAnnotationBytes ? "" : text;
    }

    private static JsonObject? Read(JsonObject live)
    {
        if ((live["metadata"]?["annotations"]).Text(Annotation) is not { Length: > 0 } text)
        {
            return null;
        }

        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
