namespace ModelServing.Autoscaler.Actuation;

/// <summary>Whether replicas were written, and what stood in the way if not.</summary>
internal sealed record ScaleOutcome(bool Applied, string Message);
