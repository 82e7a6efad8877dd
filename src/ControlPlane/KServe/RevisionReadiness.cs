using k8s.Models;
using ModelServing.ControlPlane.Reconciliation;
using ModelServing.ControlPlane.Workloads;
using ModelServing.Kubernetes.Knative;

namespace ModelServing.ControlPlane.KServe;

/// <summary>Says whether a revision serves, and if not, what its pods complain about.</summary>
internal static class RevisionReadiness
{
    private const string Ready = "Ready";

    public static RevisionStatus Judge(Revision revision, V1Deployment deployment, IReadOnlyList<V1Pod> pods, DateTime now)
    {
        var wanted = deployment.Spec.Replicas ?? 1;
        var available = pods.Count(pod => pod.IsReady());
        var conditions = new Conditions(revision.Status?.Conditions, now);
        conditions.Set("Active", available > 0 ? true : wanted > 0 ? null : false, available > 0 ? null : wanted > 0 ? "Deploying" : "NoTraffic");
        if (available > 0)
        {
            conditions.Set(Ready, true);
        }
        else if (wanted == 0 && WasReady(revision))
        {
            // Scaled away, not broken: it would serve again.
            conditions.Set(Ready, true);
        }
        else if (PodTrouble.Of(pods) is { } trouble)
        {
            conditions.Set(Ready, trouble.IsFailure ? false : null, trouble.Reason, trouble.Message);
        }
        else
        {
            conditions.Set(Ready, null, "Deploying");
        }

        conditions.Set("ResourcesAvailable", conditions[Ready]);
        conditions.Set("ContainerHealthy", conditions[Ready]);
        return new RevisionStatus
        {
            ObservedGeneration = revision.Metadata.Generation,
            Conditions = conditions.ToList(),
            ActualReplicas = available,
            DesiredReplicas = wanted,
        };
    }

    public static bool IsReady(Revision revision) => Holds(revision, Ready);

    /// <summary>Whether pods serve at this moment.</summary>
    public static bool IsActive(Revision revision) => Holds(revision, "Active");

    private static bool WasReady(Revision revision) => Holds(revision, Ready);

    private static bool Holds(Revision revision, string type) =>
        revision.Status?.Conditions?.Any(condition => condition.Type == type && condition.Status == "True") == true;
}
