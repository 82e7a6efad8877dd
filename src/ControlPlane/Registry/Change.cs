using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using k8s.Models;

namespace ModelServing.ControlPlane.Registry;

/// <summary>A changed object, or why it cannot be changed so.</summary>
internal readonly record struct Change(JsonObject? Value, V1Status? Refusal)
{
    public static implicit operator Change(JsonObject value) => new(value, null);

    public static implicit operator Change(V1Status refusal) => new(null, refusal);

    public bool TryGet([NotNullWhen(true)] out JsonObject? value, [NotNullWhen(false)] out V1Status? refusal)
    {
        value = Value;
        refusal = Refusal;
        return Value is not null;
    }
}
