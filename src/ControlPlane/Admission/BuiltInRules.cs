using System.Text.Json.Nodes;
using k8s.Models;
using ModelServing.ControlPlane.Defaults;
using ModelServing.ControlPlane.Json;
using ModelServing.ControlPlane.Registry;
using ModelServing.ControlPlane.Kinds;

namespace ModelServing.ControlPlane.Admission;

/// <summary>The rules of Kubernetes' own kinds that a manifest breaks in practice.</summary>
internal sealed class BuiltInRules : IAdmission
{
    public bool AppliesTo(ResourceDefinition resource) => !resource.IsCustom;

    public V1Status? Admit(AdmissionRequest request)
    {
        if (request.Operation == AdmissionOperation.Delete || request.Subresource is not null)
        {
            return null;
        }

        var spec = request.Object["spec"] as JsonObject ?? [];
        List<V1StatusCause> causes = request.Resource.GroupResource switch
        {
            "pods" => [.. Pod(spec, "spec")],
            "deployments.apps" or "replicasets.apps" => [.. Workload(spec, request.OldObject)],
            "services" => [.. Service(spec)],
            "horizontalpodautoscalers.autoscaling" => [.. Autoscaler(spec)],
            _ => [],
        };
        return causes.Count == 0 ? null : Refusals.Invalid(request.Resource, request.Object.Text("metadata", "name") ?? "", causes);
    }

    private static IEnumerable<V1StatusCause> Pod(JsonObject spec, string path)
    {
        if (spec["containers"] is not JsonArray { Count: > 0 })
        {
            yield return Refusals.Required($"{path}.containers");
        }

        var names = new HashSet<string>();
        var initContainers = Containers(spec, path, "initContainers").ToList();
        foreach (var (at, container) in Containers(spec, path, "containers").Concat(initContainers))
        {
            var name = container.Text("name");
            if (string.IsNullOrEmpty(name))
            {
                yield return Refusals.Required($"{at}.name");
            }
            else if (!names.Add(name))
            {
                yield return Refusals.Cause($"{at}.name", "FieldValueDuplicate", $"Duplicate value: \"{name}\"");
            }

            if (string.IsNullOrEmpty(container.Text("image")))
            {
                yield return Refusals.Required($"{at}.image");
            }
        }

        foreach (var cause in initContainers.SelectMany(init => InitContainerRules.Check(init.Path, init.Container)))
        {
            yield return cause;
        }
    }

    private static IEnumerable<(string Path, JsonObject Container)> Containers(JsonObject spec, string path, string field) =>
        spec.Objects(field).Select((container, index) => ($"{path}.{field}[{index}]", container));

    private static IEnumerable<V1StatusCause> Workload(JsonObject spec, JsonObject? before)
    {
        if (spec["replicas"] is JsonValue replicas && replicas.TryGetValue<long>(out var count) && count < 0)
        {
            yield return Refusals.Cause("spec.replicas", "FieldValueInvalid", $"Invalid value: {count}: must be greater than or equal to 0");
        }

        if (spec["selector"] is not JsonObject selector)
        {
            yield return Refusals.Required("spec.selector");
            yield break;
        }

        if (before is not null && !JsonNode.DeepEquals(before["spec"]?["selector"], selector))
        {
            yield return Refusals.Cause("spec.selector", "FieldValueInvalid", $"Invalid value: {selector.ToJsonString()}: field is immutable");
        }

        var labels = spec["template"]?["metadata"]?["labels"] as JsonObject ?? [];
        if ((selector["matchLabels"] as JsonObject ?? []).Any(label => !JsonNode.DeepEquals(labels[label.Key], label.Value)))
        {
            yield return Refusals.Cause("spec.template.metadata.labels", "FieldValueInvalid", $"Invalid value: {labels.ToJsonString()}: `selector` does not match template `labels`");
        }

        foreach (var cause in Pod(spec["template"]?["spec"] as JsonObject ?? [], "spec.template.spec"))
        {
            yield return cause;
        }
    }

    private static IEnumerable<V1StatusCause> Service(JsonObject spec)
    {
        var ports = spec.Objects("ports").ToList();
        if (ports.Count == 0 && spec.Text("type") != "ExternalName" && spec.Text("clusterIP") != "None")
        {
            yield return Refusals.Required("spec.ports");
        }

        for (var i = 0; i < ports.Count; i++)
        {
            if (ports[i]["port"] is not JsonValue value || !value.TryGetValue<long>(out var port) || port is < 1 or > 65535)
            {
                yield return Refusals.Cause($"spec.ports[{i}].port", "FieldValueInvalid", $"Invalid value: {ports[i]["port"]?.ToJsonString() ?? "0"}: must be between 1 and 65535, inclusive");
            }

            if (ports.Count > 1 && string.IsNullOrEmpty(ports[i].Text("name")))
            {
                yield return Refusals.Required($"spec.ports[{i}].name");
            }
        }
    }

    private static IEnumerable<V1StatusCause> Autoscaler(JsonObject spec)
    {
        if (spec["maxReplicas"] is not JsonValue value || !value.TryGetValue<long>(out var max) || max < 1)
        {
            yield return Refusals.Cause("spec.maxReplicas", "FieldValueInvalid", "Invalid value: 0: must be greater than 0");
        }
        else if (spec["minReplicas"] is JsonValue least && least.TryGetValue<long>(out var min) && min > max)
        {
            yield return Refusals.Cause("spec.maxReplicas", "FieldValueInvalid", $"Invalid value: {max}: must be greater than or equal to `minReplicas`");
        }

        if (spec["scaleTargetRef"].Text("name") is null)
        {
            yield return Refusals.Required("spec.scaleTargetRef.name");
        }
    }
}
