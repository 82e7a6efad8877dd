using System.Text.Json.Nodes;
using ModelServing.ControlPlane.Defaults;
using ModelServing.ControlPlane.Json;
using ModelServing.ControlPlane.Kinds;

namespace ModelServing.ControlPlane.FieldManagement;

/// <summary>What an object is before anybody writes it: the structures that its kind always has, which therefore nobody adds.</summary>
internal static class BlankObjects
{
    private const string Containers = "containers";

    private static readonly Dictionary<string, string[]> Always = new()
    {
        ["pods"] = [$"spec.{Containers}"],
        ["deployments.apps"] = ["spec.strategy", "spec.template.metadata", $"spec.template.spec.{Containers}"],
        ["replicasets.apps"] = ["spec.template.metadata", $"spec.template.spec.{Containers}"],
        ["services"] = ["status.loadBalancer"],
        ["nodes"] = ["status.daemonEndpoints.kubeletEndpoint", "status.nodeInfo"],
        ["persistentvolumeclaims"] = ["spec.resources"],
        ["horizontalpodautoscalers.autoscaling"] = ["spec.scaleTargetRef"],
        ["events"] = ["involvedObject", "source"],
    };

    private static readonly string[] Common = ["metadata", "spec", "status"];

    public static JsonObject Of(ResourceDefinition resource, JsonObject created)
    {
        var value = new JsonObject { ["metadata"] = new JsonObject() };
        if (resource.IsCustom)
        {
            return value;
        }

        foreach (var path in Common.Concat(Always.GetValueOrDefault(resource.GroupResource, [])))
        {
            var at = value;
            foreach (var step in path.Split('.'))
            {
                if (step == Containers)
                {
                    at[step] = new JsonArray();
                    break;
                }

                at = at.Child(step);
            }
        }

        if (resource.GroupResource == "pods")
        {
            // What admission gives every pod belongs to nobody, unless somebody chose another.
            PodDefaults.ApplyAdmission(value.Child("spec"), created.Child("spec"));
        }

        return value;
    }
}
