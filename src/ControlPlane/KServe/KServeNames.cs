using System.Globalization;
using ModelServing.Kubernetes.KServe;

namespace ModelServing.ControlPlane.KServe;

/// <summary>The names KServe and Knative give to what belongs to an inference service.</summary>
internal static class KServeNames
{
    public const string ServiceLabel = "serving.kserve.io/inferenceservice";
    public const string ComponentLabel = "component";
    public const string RevisionLabel = "serving.knative.dev/revision";
    public const string ConfigurationLabel = "serving.knative.dev/configuration";
    public const string RoutingStateLabel = "serving.knative.dev/routingState";
    public const string RoutingStateModifiedAnnotation = "serving.knative.dev/routingStateModified";
    public const string StopAnnotation = "serving.kserve.io/stop";
    public const string ModeAnnotation = "serving.kserve.io/deploymentMode";
    public const string TagRoutingAnnotation = "serving.kserve.io/enable-tag-routing";
    public const string MinScaleAnnotation = "autoscaling.knative.dev/min-scale";
    public const string MaxScaleAnnotation = "autoscaling.knative.dev/max-scale";
    public const string TargetAnnotation = "autoscaling.knative.dev/target";
    public const string MetricAnnotation = "autoscaling.knative.dev/metric";
    public const string TemplateAnnotation = "modelserving.dev/template";
    public const string AutoscalingPrefix = "autoscaling.knative.dev/";
    public const string ServingPrefix = "serving.knative.dev/";
    public const string Container = "kserve-container";
    public const string ModelFolder = "/mnt/models";
    public const string Domain = "example.com";
    public const string Active = "active";
    public const string Reserve = "reserve";

    /// <summary>The Knative configuration, and the name before a revision's number.</summary>
    public static string Predictor(string service) => $"{service}-predictor";

    public static string Revision(string service, int number) => string.Create(CultureInfo.InvariantCulture, $"{Predictor(service)}-{number:00000}");

    /// <summary>The number at the end of a revision's name; 0 when there is none.</summary>
    public static int RevisionNumber(string? revision) =>
        revision is not null && int.TryParse(revision.AsSpan(revision.LastIndexOf('-') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : 0;

    public static string Deployment(string revision) => $"{revision}-deployment";

    public static string Url(string name, string ns) => $"http://{name}.{ns}.{Domain}";

    public static string ClusterHost(string name, string ns) => $"{name}.{ns}.svc.cluster.local";

    public static bool IsStopped(InferenceService service) =>
        service.Metadata.Annotations?.TryGetValue(StopAnnotation, out var stop) == true && stop == "true";
}
