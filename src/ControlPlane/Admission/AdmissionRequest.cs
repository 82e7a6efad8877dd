using System.Text.Json.Nodes;
using ModelServing.ControlPlane.Kinds;

namespace ModelServing.ControlPlane.Admission;

/// <summary>A write that is about to happen.</summary>
/// <param name="Operation">What is done.</param>
/// <param name="Resource">The kind, in the version of the request.</param>
/// <param name="Object">The object as it would be stored; defaulting changes it in place. For a deletion the object to be deleted.</param>
/// <param name="OldObject">The object as it is stored, for an update.</param>
/// <param name="Subresource"><c>status</c>, <c>scale</c>, or null for the object itself.</param>
internal sealed record AdmissionRequest(
    AdmissionOperation Operation, ResourceDefinition Resource, JsonObject Object, JsonObject? OldObject, string? Subresource)
{
    /// <summary>Gets the lines that the client prints as warnings.</summary>
    public List<string> Warnings { get; } = [];
}
