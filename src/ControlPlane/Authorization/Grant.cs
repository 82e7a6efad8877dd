namespace ModelServing.ControlPlane.Authorization;

/// <summary>The rules that a binding gives to one subject.</summary>
/// <param name="Namespace">Where they hold; empty for everywhere.</param>
/// <param name="Reason">The binding, role and subject in words.</param>
/// <param name="Rules">What the subject may do.</param>
internal sealed record Grant(string Namespace, string Reason, PolicyRule[] Rules);
