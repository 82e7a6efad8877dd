using System.Text.Json.Nodes;
using k8s.Models;
using ModelServing.ControlPlane.Admission;
using ModelServing.ControlPlane.Defaults;
using ModelServing.ControlPlane.Json;
using ModelServing.ControlPlane.Kinds;
using ModelServing.ControlPlane.Registry;
using ModelServing.ControlPlane.Storage;

namespace ModelServing.ControlPlane.Services;

/// <summary>Gives a Service its address and node ports, and keeps them for as long as it is of a type that has them.</summary>
/// <remarks>The addresses are names more than places: traffic goes through the gateway and the endpoint slices, nothing listens on them, and the nodes tell containers of others.</remarks>
internal sealed class ServiceAllocation(ClusterStore store) : IAdmission
{
    public bool AppliesTo(ResourceDefinition resource) => resource.GroupResource == "services";

    public V1Status? Admit(AdmissionRequest request)
    {
        if (request.Operation == AdmissionOperation.Delete || request.Subresource is not null)
        {
            return null;
        }

        var spec = request.Object.Child("spec");
        var before = request.OldObject?["spec"] as JsonObject ?? [];
        KeepAllocated(spec, before);
        var name = request.Object.Text("metadata", "name") ?? "";
        var taken = new AllocatedAddresses(store.Snapshot, request.Object.Text("metadata", "namespace") ?? "", name);
        List<V1StatusCause> causes = [.. AllocateAddress(spec, before, taken), .. AllocatePorts(spec, before, taken)];
        return causes.Count == 0 ? null : Refusals.Invalid(request.Resource, name, causes);
    }

    /// <summary>Who replaces a Service and says nothing of what it was given, means to leave it; a type that has no such thing loses it.</summary>
    private static void KeepAllocated(JsonObject spec, JsonObject before)
    {
        if (!HasAddress(spec))
        {
            foreach (var field in (string[])["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"])
            {
                spec.Remove(field);
            }
        }
        else if (spec.Text("clusterIP") is null or "" && before.Text("clusterIP") is { Length: > 0 } address)
        {
            spec["clusterIP"] = address;
        }

        foreach (var port in spec.Objects("ports"))
        {
            var same = before.Objects("ports").FirstOrDefault(other => JsonNode.DeepEquals(other["port"], port["port"]) && other.Text("protocol") == port.Text("protocol"));
            if (HasNodePorts(spec))
            {
                port["nodePort"] ??= same?["nodePort"]?.DeepClone();
            }
            else if (same?["nodePort"] is { } old && JsonNode.DeepEquals(old, port["nodePort"]))
            {
                port.Remove("nodePort");
            }

            if (port["nodePort"] is null)
            {
                port.Remove("nodePort");
            }
        }
    }

    private static bool HasAddress(JsonObject spec) => spec.Text("type") != "ExternalName";

    private static bool HasNodePorts(JsonObject spec) =>
        spec.Text("type") == "NodePort" || (spec.Text("type") == "LoadBalancer" && spec["allocateLoadBalancerNodePorts"]?.ToString() != "false");

    private static IEnumerable<V1StatusCause> AllocateAddress(JsonObject spec, JsonObject before, AllocatedAddresses taken)
    {
        if (!HasAddress(spec))
        {
            yield break;
        }

        var wanted = spec.Text("clusterIP") is { Length: > 0 } named ? named : ((spec["clusterIPs"] as JsonArray)?.FirstOrDefault()?.ToString() ?? "");
        if (wanted.Length == 0)
        {
            wanted = taken.NextAddress();
        }
        else if (wanted != "None" && wanted != before.Text("clusterIP") && taken.Refuse(wanted) is { } reason)
        {
            yield return Refusals.Cause("spec.clusterIPs", "FieldValueInvalid", $"Invalid value: [\"{wanted}\"]: failed to allocate IP {wanted}: {reason}");
        }

        spec["clusterIP"] = wanted;
        spec["clusterIPs"] = new JsonArray(wanted);
        spec.Default("ipFamilies", new JsonArray("IPv4"));
        spec.Default("ipFamilyPolicy", "SingleStack");
    }

    private static IEnumerable<V1StatusCause> AllocatePorts(JsonObject spec, JsonObject before, AllocatedAddresses taken)
    {
        if (!HasNodePorts(spec))
        {
            yield break;
        }

        var own = before.Objects("ports").Select(Number).ToHashSet();
        var ports = spec.Objects("ports").ToList();
        for (var i = 0; i < ports.Count; i++)
        {
            if (Number(ports[i]) is not { } wanted || wanted == 0)
            {
                ports[i]["nodePort"] = taken.NextPort();
            }
            else if (!own.Contains(wanted) && taken.Refuse(wanted) is { } reason)
            {
                yield return Refusals.Cause($"spec.ports[{i}].nodePort", "FieldValueInvalid", $"Invalid value: {wanted}: {reason}");
            }
        }
    }

    private static int? Number(JsonObject port) => port["nodePort"] is JsonValue value && value.TryGetValue<long>(out var number) ? (int)number : null;
}
