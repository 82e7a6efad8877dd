namespace ModelServing.ControlPlane.Reconciliation;

/// <summary>Brings the cluster closer to what one object asks for.</summary>
/// <remarks>
/// Level-triggered: a call reads the present state and acts on it, whatever happened before. Calls for one key never overlap.
/// A failure is an exception; the key comes back after a growing delay.
/// </remarks>
internal interface IReconciler
{
    /// <summary>Gets what puts keys into the queue.</summary>
    IEnumerable<Trigger> Triggers { get; }

    /// <summary>Reconciles one object; returns when to look again although nothing changed, or null.</summary>
    Task<TimeSpan?> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken);
}
