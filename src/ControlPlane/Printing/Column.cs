using System.Text.Json;
using System.Text.Json.Nodes;

namespace ModelServing.ControlPlane.Printing;

/// <summary>One column of a kind's table.</summary>
/// <param name="Name">The heading.</param>
/// <param name="Cell">Gives the cell of an object; the time is for ages.</param>
internal sealed record Column(string Name, Func<JsonElement, DateTimeOffset, JsonNode?> Cell)
{
    public string Type { get; init; } = "string";

    public string Format { get; init; } = "";

    public string Description { get; init; } = "";

    /// <summary>Gets 0 for columns always shown, 1 for those of <c>-o wide</c>.</summary>
    public int Priority { get; init; }

    public Column Wide() => this with { Priority = 1 };
}
