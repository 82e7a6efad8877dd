using System.Diagnostics.CodeAnalysis;
using k8s.Models;
using ModelServing.ControlPlane.Storage;

namespace ModelServing.ControlPlane.Registry;

/// <summary>What became of a request: the object as it is now, or a refusal.</summary>
internal readonly record struct Outcome(StoredObject? Object, V1Status? Refusal)
{
    /// <summary>Gets a value that says whether the object was made by this request.</summary>
    public bool Created { get; init; }

    /// <summary>Gets a value that says whether the object is gone at once, and not only marked for deletion.</summary>
    public bool Removed { get; init; }

    public static implicit operator Outcome(StoredObject value) => new(value, null);

    public static implicit operator Outcome(V1Status refusal) => new(null, refusal);

    public bool TryGet([NotNullWhen(true)] out StoredObject? value, [NotNullWhen(false)] out V1Status? refusal)
    {
        value = Object;
        refusal = Refusal;
        return Object is not null;
    }
}
