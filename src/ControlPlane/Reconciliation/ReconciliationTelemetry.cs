using System.Diagnostics;

namespace ModelServing.ControlPlane.Reconciliation;

internal static class ReconciliationTelemetry
{
    public static ActivitySource Source { get; } = new("ModelServing.ControlPlane.Reconciliation");
}
