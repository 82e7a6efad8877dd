using System.Text.Json.Nodes;
using ModelServing.ControlPlane.Json;
using ModelServing.ControlPlane.Kinds;

namespace ModelServing.ControlPlane.CustomResources;

/// <summary>Why a definition's names cannot be accepted: another resource of the group has one of them.</summary>
internal sealed record NameConflicts(string Reason, string Message)
{
    public static NameConflicts? Find(string group, JsonObject names, IReadOnlyList<ResourceDefinition> served)
    {
        var others = served.Where(resource => resource.Group == group && (resource.Plural != names.Text("plural") || !resource.IsCustom)).ToList();
        var resources = others.SelectMany(resource => resource.ShortNames.Append(resource.Plural).Append(resource.Singular)).ToHashSet(StringComparer.Ordinal);
        var kinds = others.SelectMany(resource => (string[])[resource.Kind, resource.ListKind]).ToHashSet(StringComparer.Ordinal);
        var shortNames = (names["shortNames"] as JsonArray ?? []).Select(name => name?.ToString() ?? "");

        // In this order: of several conflicts, Kubernetes' own server reports the last one it finds.
        return Find("ListKindConflict", names.Text("listKind"), kinds)
            ?? Find("KindConflict", names.Text("kind"), kinds)
            ?? shortNames.Select(name => Find("ShortNamesConflict", name, resources)).FirstOrDefault(conflict => conflict is not null)
            ?? Find("SingularConflict", names.Text("singular"), resources)
            ?? Find("PluralConflict", names.Text("plural"), resources);
    }

    private static NameConflicts? Find(string reason, string? name, HashSet<string> taken) =>
        name is not null && taken.Contains(name) ? new(reason, $"\"{name}\" is already in use") : null;
}
