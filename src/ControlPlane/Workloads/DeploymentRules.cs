using System.Text.Json.Nodes;
using k8s.Models;
using ModelServing.ControlPlane.Admission;
using ModelServing.ControlPlane.Json;
using ModelServing.ControlPlane.Kinds;
using ModelServing.ControlPlane.Registry;

namespace ModelServing.ControlPlane.Workloads;

/// <summary>What a Deployment or a ReplicaSet may say of how its pods are replaced.</summary>
internal sealed class DeploymentRules : IAdmission
{
    public bool AppliesTo(ResourceDefinition resource) => resource.GroupResource is "deployments.apps" or "replicasets.apps";

    public V1Status? Admit(AdmissionRequest request)
    {
        if (request.Operation == AdmissionOperation.Delete || request.Subresource is not null || request.Object["spec"] is not JsonObject spec)
        {
            return null;
        }

        List<V1StatusCause> causes = [.. Template(spec), .. request.Resource.GroupResource == "deployments.apps" ? Rollout(spec) : []];
        return causes.Count == 0 ? null : Refusals.Invalid(request.Resource, request.Object.Text("metadata", "name") ?? "", causes);
    }

    private static IEnumerable<V1StatusCause> Template(JsonObject spec)
    {
        var pod = spec["template"]?["spec"];
        if (pod.Text("restartPolicy") is { } policy and not "Always")
        {
            yield return Refusals.Cause("spec.template.spec.restartPolicy", "FieldValueNotSupported", $"Unsupported value: \"{policy}\": supported values: \"Always\"");
        }

        if (pod?["activeDeadlineSeconds"] is not null)
        {
            yield return Refusals.Cause("spec.template.spec.activeDeadlineSeconds", "FieldValueForbidden", "Forbidden: activeDeadlineSeconds in ReplicaSet is not Supported");
        }
    }

    private static IEnumerable<V1StatusCause> Rollout(JsonObject spec)
    {
        var strategy = spec["strategy"];
        var rolling = strategy?["rollingUpdate"] as JsonObject;
        if (strategy.Text("type") is { } type and not ("Recreate" or "RollingUpdate"))
        {
            yield return Refusals.Cause("spec.strategy.type", "FieldValueNotSupported", $"Unsupported value: \"{type}\": supported values: \"Recreate\", \"RollingUpdate\"");
        }
        else if (strategy.Text("type") == "Recreate" && rolling is not null)
        {
            yield return Refusals.Cause("spec.strategy.rollingUpdate", "FieldValueForbidden", "Forbidden: may not be specified when strategy `type` is 'Recreate'");
        }
        else if (IsNothing(rolling?["maxSurge"]) && IsNothing(rolling?["maxUnavailable"]))
        {
            yield return Refusals.Cause("spec.strategy.rollingUpdate.maxUnavailable", "FieldValueInvalid", $"Invalid value: {rolling?["maxUnavailable"]?.ToJsonString()}: may not be 0 when `maxSurge` is 0");
        }

        if (Number(spec["progressDeadlineSeconds"]) is { } deadline && deadline <= (Number(spec["minReadySeconds"]) ?? 0))
        {
            yield return Refusals.Cause("spec.progressDeadlineSeconds", "FieldValueInvalid", $"Invalid value: {deadline}: must be greater than minReadySeconds");
        }
    }

    private static bool IsNothing(JsonNode? value) => value?.ToString() is "0" or "0%";

    private static long? Number(JsonNode? value) => value is JsonValue scalar && scalar.TryGetValue<long>(out var number) ? number : null;
}
