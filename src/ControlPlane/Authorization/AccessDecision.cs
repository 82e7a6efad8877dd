namespace ModelServing.ControlPlane.Authorization;

/// <summary>Whether somebody may do something, and by which binding.</summary>
internal readonly record struct AccessDecision(bool Allowed, string Reason);
