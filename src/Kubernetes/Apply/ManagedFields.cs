using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;

namespace ModelServing.Kubernetes.Apply;

/// <summary>Who owns which fields of an object: <c>metadata.managedFields</c>.</summary>
public sealed class ManagedFields
{
    /// <summary>Of managers that do not apply, the oldest are merged into one beyond this number.</summary>
    public const int MaxUpdaters = 10;

    private const string MergedUpdaters = "ancient-changes";

    /// <summary>What every object has and nobody owns.</summary>
    private static readonly FieldSet Unowned = UnownedFields();

    private ManagedFields(IEnumerable<ManagedFieldsEntry> entries) => Entries = [.. entries.Where(entry => !entry.Fields.IsEmpty)];

    /// <summary>Gets the ownership of an object that nobody owns.</summary>
    public static ManagedFields None { get; } = new([]);

    /// <summary>Gets the entries, in no particular order; each manager has one.</summary>
    public IReadOnlyList<ManagedFieldsEntry> Entries { get; }

    /// <summary>Reads <c>metadata.managedFields</c>.</summary>
    /// <param name="json">The list; null stands for an empty one.</param>
    /// <param name="managers">What it says.</param>
    /// <param name="error">Why it cannot be read.</param>
    public static bool TryRead(JsonNode? json, [NotNullWhen(true)] out ManagedFields? managers, [NotNullWhen(false)] out string? error)
    {
        managers = null;
        error = null;
        var entries = new Dictionary<FieldManager, ManagedFieldsEntry>();
        foreach (var item in json as JsonArray ?? [])
        {
            if (!ManagedFieldsEntry.TryRead(item, out var entry, out error) || entry is null)
            {
                error ??= "invalid managed fields entry";
                return false;
            }

            entries[entry.Manager] = entry;
        }

        managers = new(entries.Values);
        return true;
    }

    /// <summary>Gives the list as JSON: those that apply first, then by time and name.</summary>
    public JsonArray ToJson() => new([.. Entries
        .OrderByDescending(entry => entry.Manager.Applies)
        .ThenBy(entry => entry.Time ?? "", StringComparer.Ordinal)
        .ThenBy(entry => entry.Manager.Name, StringComparer.Ordinal)
        .ThenBy(entry => entry.ApiVersion, StringComparer.Ordinal)
        .ThenBy(entry => entry.Manager.Subresource, StringComparer.Ordinal)
        .Select(entry => entry.ToJson())]);

    /// <summary>Says whether the same managers own the same fields, whenever they came to do so.</summary>
    /// <param name="other">Another object's ownership.</param>
    public bool OwnsTheSame(ManagedFields other) => Entries.Count == other.Entries.Count
        && Entries.All(entry => other.Find(entry.Manager) is { } twin && twin.ApiVersion == entry.ApiVersion && twin.Fields.Equals(entry.Fields));

    /// <summary>Gives the ownership after somebody wrote the object in another way than by applying: what it changed is its own.</summary>
    /// <param name="comparison">What it changed.</param>
    /// <param name="manager">Who it was.</param>
    /// <param name="time">When it was.</param>
    public ManagedFields AfterUpdate(FieldComparison comparison, FieldManager manager, string time)
    {
        var written = comparison.Modified.Union(comparison.Added);
        var released = written.Union(comparison.Removed);
        var taken = Owned(written);
        var entries = Entries.Select(entry => entry with { Fields = entry.Fields.Difference(released) }).ToList();
        if (!taken.IsEmpty)
        {
            var fields = entries.Find(entry => entry.Manager == manager) is { } own ? own.Fields.Union(taken) : taken;
            entries.RemoveAll(entry => entry.Manager == manager);
            entries.Add(new(manager, manager.ApiVersion, time, fields));
        }

        return new ManagedFields(entries).MergeOldest();
    }

    /// <summary>Gives the ownership with an entry's fields being its manager's alone.</summary>
    /// <param name="entry">The manager and its fields.</param>
    public ManagedFields Transfer(ManagedFieldsEntry entry) =>
        Release(entry.Fields, except: entry.Manager).With(entry with { Fields = Owned(entry.Fields) });

    /// <summary>Gives the ownership with every entry changed.</summary>
    /// <param name="change">Gives an entry for an entry of the same manager.</param>
    public ManagedFields Select(Func<ManagedFieldsEntry, ManagedFieldsEntry> change) => new(Entries.Select(change));

    internal static FieldSet Owned(FieldSet fields) => fields.Difference(Unowned);

    internal ManagedFieldsEntry? Find(FieldManager manager) => Entries.FirstOrDefault(entry => entry.Manager == manager);

    internal ManagedFields With(ManagedFieldsEntry entry) => new(Entries.Where(other => other.Manager != entry.Manager).Append(entry));

    /// <summary>Takes fields from everybody but one manager.</summary>
    internal ManagedFields Release(FieldSet fields, FieldManager except) =>
        new(Entries.Select(entry => entry.Manager == except ? entry : entry with { Fields = entry.Fields.Difference(fields) }));

    private static FieldSet UnownedFields()
    {
        var fields = new FieldSet();
        fields.Insert(["f:apiVersion"]);
        fields.Insert(["f:kind"]);
        fields.Insert(["f:metadata"]);
        foreach (var name in (string[])["name", "namespace", "creationTimestamp", "selfLink", "uid", "clusterName", "generation", "managedFields", "resourceVersion"])
        {
            fields.Insert(["f:metadata", PathElement.Field(name)]);
        }

        return fields;
    }

    private ManagedFields MergeOldest()
    {
        var excess = Entries.Count(entry => !entry.Manager.Applies) - MaxUpdaters;
        if (excess <= 0)
        {
            return this;
        }

        var updaters = Entries.Where(entry => !entry.Manager.Applies)
            .OrderBy(entry => entry.Time ?? "", StringComparer.Ordinal).ThenBy(entry => entry.Manager.ToString(), StringComparer.Ordinal).ToList();
        var entries = Entries.ToList();
        var firsts = new Dictionary<string, ManagedFieldsEntry>();
        foreach (var entry in updaters)
        {
            if (excess <= 0)
            {
                break;
            }

            if (entry.Manager.Name == MergedUpdaters && !entries.Contains(entry))
            {
                continue;
            }

            if (!firsts.TryGetValue(entry.ApiVersion, out var merged))
            {
                firsts[entry.ApiVersion] = entry;
                continue;
            }

            var bucket = FieldManager.Updater(MergedUpdaters, entry.ApiVersion, null);
            var sources = entries.Where(source => source == entry || source == merged || source.Manager == bucket).ToList();
            entries.RemoveAll(sources.Contains);
            excess -= sources.Count - 1;
            merged = new(bucket, entry.ApiVersion, entry.Time, sources.Aggregate(new FieldSet(), (all, source) => all.Union(source.Fields)));
            entries.Add(firsts[entry.ApiVersion] = merged);
        }

        return new(entries);
    }
}
