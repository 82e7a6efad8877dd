using System.Text.Json.Nodes;

namespace ModelServing.ControlPlane.Kinds;

/// <summary>Objects between the version of a request and the one they are stored in.</summary>
internal static class ResourceVersions
{
    private const string AutoscalerV1 = "autoscaling/v1";
    private const string TargetUtilization = "targetCPUUtilizationPercentage";

    public static void ToStorage(ResourceDefinition resource, JsonObject value)
    {
        if (resource.ApiVersion == AutoscalerV1 && value["spec"] is JsonObject spec && spec[TargetUtilization] is { } target)
        {
            spec.Remove(TargetUtilization);
            spec["metrics"] = new JsonArray(new JsonObject
            {
                ["type"] = "Resource",
                ["resource"] = new JsonObject
                {
                    ["name"] = "cpu",
                    ["target"] = new JsonObject { ["type"] = "Utilization", ["averageUtilization"] = target.DeepClone() },
                },
            });
        }

        value["apiVersion"] = resource.StorageApiVersion;
    }

    public static void FromStorage(ResourceDefinition resource, JsonObject value)
    {
        if (resource.ApiVersion == AutoscalerV1 && value["spec"] is JsonObject spec)
        {
            var cpu = (spec["metrics"] as JsonArray ?? []).FirstOrDefault(metric => metric?["resource"]?["name"]?.ToString() == "cpu");
            if (cpu?["resource"]?["target"]?["averageUtilization"] is { } target)
            {
                spec[TargetUtilization] = target.DeepClone();
            }

            spec.Remove("metrics");
            spec.Remove("behavior");
            (value["status"] as JsonObject)?.Remove("currentMetrics");
            (value["status"] as JsonObject)?.Remove("conditions");
        }

        value["apiVersion"] = resource.ApiVersion;
    }
}
