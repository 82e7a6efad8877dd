using System.Collections.Frozen;

namespace ModelServing.ControlPlane.OpenApi;

/// <summary>What the API's own documentation says of its structures and fields, for <c>kubectl explain</c>.</summary>
internal static class FieldDescriptions
{
    private static readonly Lazy<FrozenDictionary<string, string>> Texts = new(Read);

    /// <summary>Gets the text for a structure, or null.</summary>
    public static string? Of(Type structure) => Texts.Value.GetValueOrDefault(structure.Name);

    /// <summary>Gets the text for a field by its JSON name, or null. Names that are C#'s own words have a longer form in the class.</summary>
    public static string? Of(Type structure, string field) =>
        Texts.Value.GetValueOrDefault($"{structure.Name}.{field}") ?? Texts.Value.GetValueOrDefault($"{structure.Name}.{field.TrimStart('$')}Property");

    private static FrozenDictionary<string, string> Read()
    {
        var texts = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in EmbeddedText.Lines("descriptions.txt"))
        {
            var tab = line.IndexOf('\t', StringComparison.Ordinal);
            if (tab > 0 && tab < line.Length - 1)
            {
                texts.TryAdd(line[..tab], line[(tab + 1)..]);
            }
        }

        return texts.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }
}
