using System.Text.Json;

namespace ModelServing.Kubernetes.Apply;

/// <summary>Who owns fields. One name may own fields in several ways, which are kept apart.</summary>
/// <param name="Name">The name that the client gave.</param>
/// <param name="Applies">Whether it owns what it applied; otherwise what it wrote in other ways.</param>
/// <param name="ApiVersion">The version it wrote in; empty for one that applies, which stays the same in every version.</param>
/// <param name="Subresource">The subresource it wrote to; empty for the object itself.</param>
public readonly record struct FieldManager(string Name, bool Applies, string ApiVersion, string Subresource)
{
    /// <summary>Gives a manager that applies.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="subresource">What it applies to.</param>
    public static FieldManager Applier(string name, string? subresource) => new(name, true, "", subresource ?? "");

    /// <summary>Gives a manager that creates, updates and patches.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="apiVersion">The version it writes in.</param>
    /// <param name="subresource">What it writes to.</param>
    public static FieldManager Updater(string name, string apiVersion, string? subresource) => new(name, false, apiVersion, subresource ?? "");

    /// <summary>Gives the manager as a conflict names it: <c>"kubectl" with subresource "status" using apps/v1</c>.</summary>
    public override string ToString()
    {
        var subresource = Subresource.Length == 0 ? "" : $" with subresource {Quote(Subresource)}";
        return $"{Quote(Name)}{subresource}{(Applies ? "" : $" using {ApiVersion}")}";
    }

    private static string Quote(string text) => $"\"{JsonEncodedText.Encode(text)}\"";
}
