using ModelServing.Kubernetes.KServe;

namespace ModelServing.ControlPlane.KServe;

/// <summary>Finds what is accepted, but does not do what it seems to say.</summary>
internal static class InferenceServiceLints
{
    private static readonly Dictionary<string, string> Ineffective = new()
    {
        ["serving.kserve.io/autoscaling.knative.dev"] = "autoscaling.knative.dev/class",
        ["serving.kserve.io/metric"] = "autoscaling.knative.dev/metric",
        ["serving.kserve.io/target"] = "autoscaling.knative.dev/target",
        ["serving.kserve.io/scaleToZero"] = "spec.predictor.minReplicas: 0",
        ["serving.kserve.io/scaleToZeroPodRetentionPeriod"] = "autoscaling.knative.dev/scale-to-zero-pod-retention-period",
        ["serving.kserve.io/targetUtilizationPercentage"] = "autoscaling.knative.dev/target-utilization-percentage",
    };

    public static IEnumerable<string> Find(InferenceService service)
    {
        foreach (var name in service.Metadata.Annotations?.Keys.Order(StringComparer.Ordinal) ?? Enumerable.Empty<string>())
        {
            if (Ineffective.TryGetValue(name, out var right))
            {
                yield return $"annotation {name} has no effect in KServe; use {right}";
            }
        }

        var predictor = service.Spec?.Predictor;
        var container = predictor?.Model ?? predictor?.Containers?.FirstOrDefault();
        if (container?.Ports?.Any(port => port.Name == "h2c") == true && container.Args?.Any(argument => argument.Contains("rest_api_port", StringComparison.Ordinal)) == true)
        {
            yield return "a port named h2c makes Knative speak HTTP/2 to TensorFlow Serving's REST port, which a real cluster's TensorFlow Serving refuses";
        }

        var flags = (container?.Args ?? []).Select(argument => argument.TrimStart('-').Split('=', 2)).Where(parts => parts.Length == 2).ToList();
        string? Flag(string name) => flags.LastOrDefault(parts => parts[0] == name)?[1];
        if (Flag("port") is { } port && port == Flag("rest_api_port"))
        {
            yield return $"--port and --rest_api_port are both {port}: TensorFlow Serving then does not start its REST server";
        }

        if (predictor is { MinReplicas: 0 })
        {
            yield return "minReplicas: 0 is treated as 1 here";
        }
    }
}
