using System.Globalization;
using k8s.Models;
using ModelServing.ControlPlane.Reconciliation;
using ModelServing.Kubernetes.Knative;
using ModelServing.Kubernetes.KServe;

namespace ModelServing.ControlPlane.KServe;

/// <summary>Describes revisions: what goes into a new one, and what may change on one that exists.</summary>
internal static class RevisionDescription
{
    /// <summary>The hash of what makes a new revision necessary: the pod, but neither its scale nor its share of the traffic.</summary>
    public static string Template(InferenceService service, RevisionSpec spec)
    {
        var predictor = service.Spec?.Predictor;
        var annotations = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in predictor?.Annotations ?? new Dictionary<string, string>())
        {
            if (!name.StartsWith(KServeNames.AutoscalingPrefix, StringComparison.Ordinal))
            {
                annotations[name] = value;
            }
        }

        var labels = new SortedDictionary<string, string>(predictor?.Labels ?? new Dictionary<string, string>(), StringComparer.Ordinal);
        return Resources.HashText($"{Resources.Hash(spec)}|{string.Join(',', annotations)}|{string.Join(',', labels)}");
    }

    public static Revision Describe(InferenceService service, RevisionSpec spec, int number)
    {
        var name = KServeNames.Revision(service.Metadata.Name, number);
        var annotations = Scaling(service);
        annotations[KServeNames.TemplateAnnotation] = Template(service, spec);
        return new Revision
        {
            Metadata = new V1ObjectMeta
            {
                Name = name,
                NamespaceProperty = service.Metadata.NamespaceProperty,
                Labels = new Dictionary<string, string>(service.Spec?.Predictor?.Labels ?? new Dictionary<string, string>())
                {
                    [KServeNames.ServiceLabel] = service.Metadata.Name,
                    [KServeNames.ComponentLabel] = "predictor",
                    [KServeNames.ConfigurationLabel] = KServeNames.Predictor(service.Metadata.Name),
                    [KServeNames.RoutingStateLabel] = KServeNames.Active,
                    ["serving.knative.dev/configurationGeneration"] = number.ToString(CultureInfo.InvariantCulture),
                },
                Annotations = annotations,
                OwnerReferences = [Resources.ControlledBy(service)],
            },
            Spec = spec,
        };
    }

    /// <summary>The annotations that steer the autoscaler; these follow the service without a new revision.</summary>
    public static Dictionary<string, string> Scaling(InferenceService service)
    {
        var predictor = service.Spec?.Predictor ?? new PredictorSpec();
        var result = new Dictionary<string, string>();
        foreach (var (name, value) in (service.Metadata.Annotations ?? new Dictionary<string, string>()).Concat(predictor.Annotations ?? new Dictionary<string, string>()))
        {
            if (name.StartsWith(KServeNames.AutoscalingPrefix, StringComparison.Ordinal) || name.StartsWith(KServeNames.ServingPrefix, StringComparison.Ordinal))
            {
                result[name] = value;
            }
        }

        // What users write here themselves is replaced, as the real controller does.
        result.Remove(KServeNames.MaxScaleAnnotation);
        result[KServeNames.MinScaleAnnotation] = (predictor.MinReplicas ?? 1).ToString(CultureInfo.InvariantCulture);
        if (predictor.MaxReplicas is > 0)
        {
            result[KServeNames.MaxScaleAnnotation] = predictor.MaxReplicas.Value.ToString(CultureInfo.InvariantCulture);
        }

        if (predictor.ScaleTarget is { } target)
        {
            result[KServeNames.TargetAnnotation] = target.ToString(CultureInfo.InvariantCulture);
        }

        if (predictor.ScaleMetric is { Length: > 0 } metric)
        {
            result[KServeNames.MetricAnnotation] = metric;
        }

        return result;
    }
}
