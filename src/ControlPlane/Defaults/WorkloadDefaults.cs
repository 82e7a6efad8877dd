using System.Text.Json.Nodes;
using ModelServing.ControlPlane.Json;

namespace ModelServing.ControlPlane.Defaults;

internal static class WorkloadDefaults
{
    public static void ApplyDeployment(JsonObject deployment)
    {
        var spec = deployment.Child("spec");
        spec.Default("replicas", 1);
        spec.Default("revisionHistoryLimit", 10);
        spec.Default("progressDeadlineSeconds", 600);
        var strategy = spec.Child("strategy");
        strategy.Default("type", "RollingUpdate");
        if (strategy.Text("type") == "RollingUpdate")
        {
            strategy.Child("rollingUpdate").Default("maxUnavailable", "25%");
            strategy.Child("rollingUpdate").Default("maxSurge", "25%");
        }

        ApplyTemplate(spec);
    }

    public static void ApplyReplicaSet(JsonObject replicaSet)
    {
        var spec = replicaSet.Child("spec");
        spec.Default("replicas", 1);
        ApplyTemplate(spec);
    }

    public static void ApplyAutoscaler(JsonObject autoscaler)
    {
        var spec = autoscaler.Child("spec");
        spec.Default("minReplicas", 1);
        if (spec["metrics"] is not JsonArray { Count: > 0 })
        {
            spec["metrics"] = new JsonArray(new JsonObject
            {
                ["type"] = "Resource",
                ["resource"] = new JsonObject
                {
                    ["name"] = "cpu",
                    ["target"] = new JsonObject { ["type"] = "Utilization", ["averageUtilization"] = 80 },
                },
            });
        }
    }

    private static void ApplyTemplate(JsonObject spec)
    {
        if (spec["template"]?["spec"] is JsonObject pod)
        {
            PodDefaults.Apply(pod);
        }
    }
}
