namespace ModelServing.Kubernetes.Apply;

/// <summary>Fields that an applied configuration would change although somebody else owns them.</summary>
/// <param name="Manager">The owner.</param>
/// <param name="Fields">The fields.</param>
public sealed record ApplyConflict(FieldManager Manager, FieldSet Fields)
{
    /// <summary>Gives the words in which Kubernetes refuses.</summary>
    /// <param name="conflicts">At least one conflict.</param>
    public static string Describe(IReadOnlyList<ApplyConflict> conflicts)
    {
        var paths = conflicts.SelectMany(conflict => conflict.Fields.Paths(), (conflict, path) => (Manager: conflict.Manager.ToString(), Path: path)).ToList();
        if (paths is [var only])
        {
            return $"Apply failed with 1 conflict: conflict with {only.Manager}: {only.Path}";
        }

        var lines = paths.GroupBy(conflict => conflict.Manager).OrderBy(group => group.Key, StringComparer.Ordinal)
            .SelectMany(group => group.Select(conflict => $"- {conflict.Path}").Prepend($"conflicts with {group.Key}:"));
        return $"Apply failed with {paths.Count} conflicts: {string.Join('\n', lines)}";
    }
}
