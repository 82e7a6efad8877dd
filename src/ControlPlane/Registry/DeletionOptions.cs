using System.Globalization;
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

    /// <summary>Gets a value that says whether the object waits until those that it owns, and that block it, are gone.</summary>
    public bool Foreground { get; init; }

    /// <summary>Gets the time a pod has to end in; null for what the pod itself asks for.</summary>
    public long? GracePeriodSeconds { get; init; }

    public string? Uid { get; init; }

    public string? ResourceVersion { get; init; }

    /// <summary>Reads a DeleteOptions body; the query has the same members.</summary>
    public static DeletionOptions Of(JsonObject? body, IQueryCollection query)
    {
        var policy = body.Text("propagationPolicy") ?? query["propagationPolicy"];
        return new()
        {
            DryRun = query.ContainsKey("dryRun") || body?["dryRun"] is JsonArray { Count: > 0 },
            Orphan = policy == "Orphan" || body?["orphanDependents"] is JsonValue orphan && orphan.TryGetValue<bool>(out var isOrphaned) && isOrphaned,
            Foreground = policy == "Foreground",
            GracePeriodSeconds = (body?["gracePeriodSeconds"] as JsonValue)?.TryGetValue<long>(out var seconds) == true ? seconds
                : long.TryParse(query["gracePeriodSeconds"], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out seconds) ? seconds
                : null,
            Uid = body.Text("preconditions", "uid"),
            ResourceVersion = body.Text("preconditions", "resourceVersion"),
        };
    }
}
