using System.Text.Json.Nodes;

namespace ModelServing.Kubernetes.Apply;

/// <summary>How a list's items are told apart.</summary>
/// <param name="Keys">The members that name an item; none for a set of scalars.</param>
internal sealed record ListTopology(IReadOnlyList<string> Keys)
{
    public static ListTopology Set { get; } = new([]);

    public static ListTopology By(params string[] keys) => new(keys);

    /// <summary>The one key that Kubernetes lets a client leave out.</summary>
    public JsonNode? Default(string key) => key == "protocol" && Keys.Contains(key) ? JsonValue.Create("TCP") : null;
}
