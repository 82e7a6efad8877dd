using System.Text.Json.Nodes;

namespace ModelServing.Kubernetes.Apply;

/// <summary>
/// Kubernetes' server-side apply: a configuration is merged into an object, what its manager applied before and no longer applies is taken
/// out unless somebody else owns it, and fields that others own keep their values unless it is forced.
/// </summary>
public static class ServerSideApply
{
    /// <summary>Applies a configuration; neither object is changed.</summary>
    /// <param name="live">The object as it is; empty for a new one.</param>
    /// <param name="configuration">What the manager wants.</param>
    /// <param name="schema">The schema of both.</param>
    /// <param name="managers">Who owns the object's fields.</param>
    /// <param name="applying">Who applies, with the version and time of its new entry; its fields are not looked at.</param>
    /// <param name="force">Whether it takes fields over from others.</param>
    public static ApplyResult Apply(
        JsonObject live, JsonObject configuration, IMergeSchema schema, ManagedFields managers, ManagedFieldsEntry applying, bool force)
    {
        var wanted = FieldSets.Of(configuration, schema);
        var after = Merging.Merge(live, configuration, schema);
        if (managers.Find(applying.Manager) is { } last)
        {
            var owned = managers.Entries.Where(entry => entry.Manager != applying.Manager).Aggregate(wanted, (all, entry) => all.Union(entry.Fields));
            var dropped = last.Fields.WithStructures(schema).Difference(owned.WithStructures(schema));
            FieldRemoval.Remove(after, ManagedFields.Owned(dropped), schema);
        }

        var comparison = FieldComparison.Between(live, after, schema);
        var written = comparison.Modified.Union(comparison.Added);
        var others = managers.Entries.Where(entry => entry.Manager != applying.Manager);
        var conflicts = force ? [] : others
            .Select(entry => new ApplyConflict(entry.Manager, entry.Fields.Intersection(written)))
            .Where(conflict => !conflict.Fields.IsEmpty)
            .OrderBy(conflict => conflict.Manager.ToString(), StringComparer.Ordinal).ToList();
        var next = managers.Release(written.Union(comparison.Removed), except: applying.Manager)
            .With(applying with { Fields = ManagedFields.Owned(wanted) });
        return new(after, next, conflicts);
    }
}
