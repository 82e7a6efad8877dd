using System.Globalization;
using System.Text.Json.Nodes;
using k8s.Models;

namespace ModelServing.ControlPlane.Workloads;

/// <summary>What a Deployment notes on its ReplicaSets: the revision, the scale they were made for, and its own annotations.</summary>
internal static class RevisionAnnotations
{
    public const string Revision = "deployment.kubernetes.io/revision";

    private const string History = "deployment.kubernetes.io/revision-history";
    private const string Desired = "deployment.kubernetes.io/desired-replicas";
    private const string Most = "deployment.kubernetes.io/max-replicas";

    private static readonly string[] NotCopied = ["kubectl.kubernetes.io/last-applied-configuration", Revision, History, Desired, Most, "modelserving.dev/applied"];

    public static long RevisionOf(V1ReplicaSet set) => long.TryParse(set.GetAnnotation(Revision), NumberStyles.None, CultureInfo.InvariantCulture, out var revision) ? revision : 0;

    public static string Text(long revision) => revision.ToString(CultureInfo.InvariantCulture);

    /// <summary>The annotations of the replica set of the present template that differ from what they should be.</summary>
    public static Dictionary<string, string> Missing(V1Deployment deployment, V1ReplicaSet set, long revision)
    {
        var wanted = (deployment.Metadata.Annotations ?? new Dictionary<string, string>()).Where(pair => !NotCopied.Contains(pair.Key)).ToDictionary();
        var before = RevisionOf(set);
        if (before < revision)
        {
            wanted[Revision] = Text(revision);
            if (before > 0)
            {
                wanted[History] = set.GetAnnotation(History) is { Length: > 0 } earlier ? $"{earlier},{Text(before)}" : Text(before);
            }
        }

        return wanted.Where(pair => set.GetAnnotation(pair.Key) != pair.Value).ToDictionary();
    }

    public static Dictionary<string, string> Scale(V1DeploymentSpec spec) => new()
    {
        [Desired] = Text(spec.Replicas ?? 1),
        [Most] = Text((spec.Replicas ?? 1) + RolloutPlan.Limits(spec).Surge),
    };

    /// <summary>Whether the scale that the replica set was last given pods for is another than the Deployment's.</summary>
    public static bool IsScaled(V1DeploymentSpec spec, V1ReplicaSet set) =>
        set.Spec.Replicas > 0 && int.TryParse(set.GetAnnotation(Desired), out var desired) && desired != (spec.Replicas ?? 1);

    /// <summary>The most pods that were allowed when the replica set was last given pods.</summary>
    public static int? MostBefore(V1ReplicaSet set) => int.TryParse(set.GetAnnotation(Most), out var most) && most > 0 ? most : null;

    public static JsonObject ToJson(Dictionary<string, string> annotations) => new(annotations.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));
}
