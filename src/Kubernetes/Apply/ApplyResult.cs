using System.Text.Json.Nodes;

namespace ModelServing.Kubernetes.Apply;

/// <summary>What became of an applied configuration.</summary>
/// <param name="Object">The object with the configuration in it.</param>
/// <param name="Managers">Who owns its fields then.</param>
/// <param name="Conflicts">What stands against it; when there are any, nothing is to be stored.</param>
public sealed record ApplyResult(JsonObject Object, ManagedFields Managers, IReadOnlyList<ApplyConflict> Conflicts);
