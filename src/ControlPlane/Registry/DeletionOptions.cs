using System.Text.Json.Nodes;
using ModelServing.ControlPlane.Json;

namespace ModelServing.ControlPlane.Registry;

/// <summary>How a deletion is made.</summary>
internal sealed record DeletionOptions
{
    public static DeletionOptions Default { get; } = new();

    public bool DryRun { get; init; }

    /// <summary>Gets a value that says whether objects owned by the deleted one stay, without their owner.</summary>
    public bool Orphan { get; init; }

    public string? Uid { get; init; }

    public string? ResourceVersion { get; init; }

    /// <summary>Reads a DeleteOptions body; the query has the same members.</summary>
    public static DeletionOptions Of(JsonObject? body, IQueryCollection query) => new()
    {
        DryRun = query.ContainsKey("dryRun") || body?["dryRun"] is JsonArray { Count: > 0 },
        Orphan = (body.Text("propagationPolicy") ?? query["propagationPolicy"]) == "Orphan",
        Uid = body.Text("preconditions", "uid"),
        ResourceVersion = body.Text("preconditions", "resourceVersion"),
    };
}
