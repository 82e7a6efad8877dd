using System.Globalization;
using k8s;
using k8s.Models;
using ModelServing.ControlPlane.Reconciliation;
using ModelServing.Kubernetes.Knative;

namespace ModelServing.ControlPlane.KServe;

/// <summary>Describes the Deployment and the Service of a revision.</summary>
internal static class RevisionWorkload
{
    private const int ServicePort = 80;

    /// <summary>The number of pods: left to the autoscaler within the revision's bounds, at least one, and none in reserve.</summary>
    public static int Replicas(Revision revision, int? present, bool reserve)
    {
        if (reserve)
        {
            return 0;
        }

        var least = Math.Max(1, Scale(revision, KServeNames.MinScaleAnnotation) ?? 1);
        var most = Scale(revision, KServeNames.MaxScaleAnnotation) is > 0 and { } limit ? Math.Max(least, limit) : int.MaxValue;
        return Math.Clamp(present ?? least, least, most);
    }

    public static V1Deployment Deployment(Revision revision, int replicas)
    {
        var labels = PodLabels(revision);
        return new V1Deployment
        {
            Metadata = Metadata(revision, KServeNames.Deployment(revision.Metadata.Name)),
            Spec = new V1DeploymentSpec
            {
                Replicas = replicas,
                Selector = new V1LabelSelector { MatchLabels = new Dictionary<string, string> { [KServeNames.RevisionLabel] = revision.Metadata.Name } },
                Template = new V1PodTemplateSpec
                {
                    Metadata = new V1ObjectMeta { Labels = labels },
                    Spec = KubernetesJson.Deserialize<V1PodSpec>(KubernetesJson.Serialize(revision.Spec ?? new RevisionSpec())),
                },
            },
        };
    }

    public static V1Service Service(Revision revision)
    {
        var container = revision.Spec?.Containers?.FirstOrDefault(candidate => candidate.Name == KServeNames.Container);
        var port = container?.Ports?.FirstOrDefault();
        return new V1Service
        {
            Metadata = Metadata(revision, revision.Metadata.Name),
            Spec = new V1ServiceSpec
            {
                Selector = new Dictionary<string, string> { [KServeNames.RevisionLabel] = revision.Metadata.Name },
                Ports = [new V1ServicePort { Name = port?.Name is "h2c" ? "h2c" : "http1", Port = ServicePort, TargetPort = port?.ContainerPort ?? 8080, Protocol = "TCP" }],
            },
        };
    }

    private static int? Scale(Revision revision, string annotation) =>
        int.TryParse(revision.GetAnnotation(annotation), NumberStyles.None, CultureInfo.InvariantCulture, out var scale) ? scale : null;

    private static V1ObjectMeta Metadata(Revision revision, string name) => new()
    {
        Name = name,
        NamespaceProperty = revision.Metadata.NamespaceProperty,
        Labels = PodLabels(revision),
        OwnerReferences = [Resources.ControlledBy(revision)],
    };

    private static Dictionary<string, string> PodLabels(Revision revision)
    {
        var labels = new Dictionary<string, string>(revision.Metadata.Labels ?? new Dictionary<string, string>())
        {
            [KServeNames.RevisionLabel] = revision.Metadata.Name,
            ["app"] = revision.Metadata.Name,
        };
        labels.Remove(KServeNames.RoutingStateLabel);
        return labels;
    }
}
