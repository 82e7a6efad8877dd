using System.Collections.Frozen;

namespace ModelServing.ControlPlane.OpenApi;

/// <summary>The fields that the API's documents call required, which its classes do not tell.</summary>
internal static class RequiredFields
{
    private static readonly Lazy<FrozenDictionary<string, string[]>> Fields = new(() =>
        EmbeddedText.Lines("required.txt").Select(line => line.Split(' ')).ToFrozenDictionary(words => words[0], words => words[1..]));

    public static IReadOnlyList<string> Of(Type structure) => Fields.Value.GetValueOrDefault(structure.Name, []);
}
