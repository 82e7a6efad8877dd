namespace ModelServing.ControlPlane.Kinds;

/// <summary>Where a kind keeps what its scale subresource shows.</summary>
/// <param name="Spec">The path of the wanted replicas, for example <c>spec.replicas</c>.</param>
/// <param name="Status">The path of the present replicas.</param>
/// <param name="Selector">The path of the selector: an object for built-in kinds, a string for custom ones.</param>
internal sealed record ScalePaths(string Spec, string Status, string Selector);
