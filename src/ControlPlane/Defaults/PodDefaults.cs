using System.Text.Json.Nodes;
using ModelServing.ControlPlane.Admission;
using ModelServing.ControlPlane.Json;

namespace ModelServing.ControlPlane.Defaults;

/// <summary>The defaults of a pod's spec, also inside templates.</summary>
internal static class PodDefaults
{
    public static void Apply(JsonObject spec)
    {
        spec.Default("restartPolicy", "Always");
        spec.Default("dnsPolicy", "ClusterFirst");
        spec.Default("schedulerName", "default-scheduler");
        spec.Default("terminationGracePeriodSeconds", 30);
        spec.Child("securityContext");
        foreach (var container in spec.Objects("containers", "initContainers"))
        {
            ApplyContainer(container, spec["hostNetwork"]?.ToString() == "true");
        }

        foreach (var volume in spec.Objects("volumes"))
        {
            foreach (var source in (string[])["configMap", "secret", "projected"])
            {
                (volume[source] as JsonObject)?.Default("defaultMode", 420);
            }
        }
    }

    /// <summary>What a pod has and a template lacks: an account, a priority, and a status that says that it waits to be scheduled.</summary>
    public static void ApplyToPod(JsonObject pod)
    {
        var spec = pod.Child("spec");
        spec.Default("enableServiceLinks", true);
        foreach (var container in spec.Objects("containers", "initContainers"))
        {
            ApplyRequests(container);
        }

        ApplyAdmission(spec, []);
        var status = pod.Child("status");
        status.Default("phase", "Pending");
        status.Default("qosClass", QualityOfService(spec));
    }

    /// <summary>What Kubernetes' own admission adds to a pod; where the cluster's other objects decide about it, as it has been decided.</summary>
    public static void ApplyAdmission(JsonObject spec, JsonObject decided)
    {
        spec.Default("priority", decided["priority"]?.DeepClone() ?? 0);
        if (decided["tolerations"] is JsonArray tolerations && DefaultTolerations.AreDefault(decided.Objects("tolerations")))
        {
            spec.Default("tolerations", tolerations.DeepClone());
        }

        spec.Default("preemptionPolicy", "PreemptLowerPriority");
        spec.Default("serviceAccountName", "default");
        spec.Default("serviceAccount", spec.Text("serviceAccountName") ?? "default");
    }

    private static void ApplyContainer(JsonObject container, bool usesHost)
    {
        container.Default("imagePullPolicy", PullPolicy(container.Text("image") ?? ""));
        container.Default("terminationMessagePath", "/dev/termination-log");
        container.Default("terminationMessagePolicy", "File");
        container.Child("resources");
        foreach (var port in container.Objects("ports"))
        {
            port.Default("protocol", "TCP");
            if (usesHost)
            {
                port.Default("hostPort", port["containerPort"]?.DeepClone() ?? 0);
            }
        }

        foreach (var name in (string[])["livenessProbe", "readinessProbe", "startupProbe"])
        {
            if (container[name] is JsonObject probe)
            {
                ApplyProbe(probe);
            }
        }
    }

    /// <summary>What has a limit and no request asks for its limit; a template leaves that to its pods.</summary>
    private static void ApplyRequests(JsonObject container)
    {
        if (container["resources"]?["limits"] is JsonObject limits)
        {
            foreach (var (resource, quantity) in limits.ToList())
            {
                container.Child("resources").Child("requests")[resource] ??= quantity?.DeepClone();
            }
        }
    }

    private static void ApplyProbe(JsonObject probe)
    {
        probe.Default("timeoutSeconds", 1);
        probe.Default("periodSeconds", 10);
        probe.Default("successThreshold", 1);
        probe.Default("failureThreshold", 3);
        if (probe["httpGet"] is JsonObject get)
        {
            get.Default("path", "/");
            get.Default("scheme", "HTTP");
        }
    }

    private static string PullPolicy(string image)
    {
        var name = image[(image.LastIndexOf('/') + 1)..];
        return name.EndsWith(":latest", StringComparison.Ordinal) || !name.AsSpan().ContainsAny(':', '@') ? "Always" : "IfNotPresent";
    }

    private static string QualityOfService(JsonObject spec)
    {
        var resources = spec.Objects("containers", "initContainers").Select(container => container["resources"] as JsonObject ?? []).ToList();
        if (resources.All(item => item["limits"] is not JsonObject { Count: > 0 } && item["requests"] is not JsonObject { Count: > 0 }))
        {
            return "BestEffort";
        }

        var guaranteed = resources.All(item => item["limits"] is JsonObject limits
            && limits["cpu"] is not null && limits["memory"] is not null && JsonNode.DeepEquals(limits, item["requests"]));
        return guaranteed ? "Guaranteed" : "Burstable";
    }
}
