using k8s.Models;

namespace ModelServing.ControlPlane.Registry;

/// <summary>How a write is made.</summary>
internal sealed record WriteOptions
{
    public static WriteOptions Default => new();

    /// <summary>Gets how the API itself writes what it cannot do without.</summary>
    public static WriteOptions OfApiServer => new() { Manager = ComponentNames.ApiServer };

    public bool DryRun { get; init; }

    /// <summary>Gets <c>Strict</c> (unknown fields are refused), <c>Warn</c> or <c>Ignore</c>.</summary>
    public string FieldValidation { get; init; } = "Warn";

    /// <summary>Gets <c>status</c>, <c>scale</c>, or null for the object itself.</summary>
    public string? Subresource { get; init; }

    /// <summary>Gets who writes; unless somebody says so, one of the controllers.</summary>
    public string Manager { get; init; } = ComponentNames.ControllerManager;

    /// <summary>Gets a value that says whether this is a server-side apply, whose change brings the ownership of fields along.</summary>
    public bool Applies { get; init; }

    /// <summary>Gets a value that says whether the object's last applied configuration, where nobody's ownership is recorded, was this manager's.</summary>
    public bool InheritsLastApplied { get; init; }

    /// <summary>Gets how an object is refused that cannot be decoded, where it is not the client's own body.</summary>
    public Func<string, V1Status>? Undecodable { get; init; }

    /// <summary>Gets the lines the client prints as warnings.</summary>
    public List<string> Warnings { get; init; } = [];
}
