using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s.Models;
using ModelServing.ControlPlane.Json;
using ModelServing.ControlPlane.Kinds;
using ModelServing.ControlPlane.Registry;
using ModelServing.ControlPlane.Services;
using ModelServing.ControlPlane.Storage;

namespace ModelServing.ControlPlane.Api;

/// <summary>Finds where a service, a pod or a node listens.</summary>
/// <remarks><c>target = [ scheme ":" ] name [ ":" port ]</c>; the port is a number or a name, and a node's the kubelet's.</remarks>
internal sealed class ProxyTarget(ClusterStore store)
{
    public bool TryFind(string ns, string plural, string target, [NotNullWhen(true)] out Uri? address, [NotNullWhen(false)] out V1Status? refusal)
    {
        var (name, port) = target.Split(':') switch
        {
            [var only] => (only, ""),
            [var first, var second] => (first, second),
            [_, var second, var third, ..] => (second, third),
            _ => ("", ""),
        };
        ResourceCatalog.TryFind("", "v1", plural, out var resource);
        address = null;
        if (store.Find(new StoreKey(plural, ns, name)) is not { } found)
        {
            refusal = Refusals.NotFound(resource!, name); // only services, pods and nodes come here
            return false;
        }

        if (plural == "nodes")
        {
            address = NodeAddresses.Find(store, name);
            refusal = address is null ? Refusals.Unavailable($"node {name} publishes no kubelet endpoint")
                : port.Length > 0 && port != $"{address.Port}" ? Refusals.BadRequest("address not allowed")
                : null;
            return refusal is null;
        }

        var host = plural == "services" ? OfService(ns, name, found.Root, port, out var problem) : OfPod(found.Root, port, out problem);
        refusal = host is null ? Refusals.Unavailable(problem) : null;
        address = host is { } listens ? new UriBuilder("http", "127.0.0.1", listens).Uri : null;
        return address is not null;
    }

    private int? OfService(string ns, string name, JsonElement service, string wanted, out string problem)
    {
        var ports = service.Items("spec", "ports").ToList();
        var port = ports.Where(candidate => wanted.Length == 0 ? ports.Count == 1 : candidate.Text("name") == wanted || candidate.Text("port") == wanted).Select(candidate => candidate.Text("name")).FirstOrDefault();
        problem = port is null ? $"no service port \"{wanted}\" found for service \"{name}\"" : $"no endpoints available for service \"{name}\"";
        List<int> ready =
        [
            .. from slice in store.Snapshot.List("endpointslices.discovery.k8s.io", ns)
               where slice.Root.Text("metadata", "labels", EndpointSlices.ServiceLabel) == name && slice.Root.Items("endpoints").Any(endpoint => endpoint.Text("conditions", "ready") == "true")
               from candidate in slice.Root.Items("ports")
               where port is not null && candidate.Text("name") == port
               select (int)candidate.Number("port"),
        ];
        return ready.Count == 0 ? null : ready[Random.Shared.Next(ready.Count)];
    }

    private static int? OfPod(JsonElement pod, string wanted, out string problem)
    {
        var declared = pod.Items("spec", "containers").SelectMany(container => container.Items("ports"));
        var number = int.TryParse(wanted, out var given) ? given : (int)declared.FirstOrDefault(port => wanted.Length == 0 || port.Text("name") == wanted).Number("containerPort");
        problem = $"port {wanted} of pod {pod.Text("metadata", "name")} is not open";
        return PortOf(pod, number);
    }

    /// <summary>The port of this machine behind a port of a pod's containers, if it listens.</summary>
    public static int? PortOf(JsonElement pod, int number)
    {
        var published = pod.Text("metadata", "annotations", EndpointSlices.PortsAnnotation);
        return published.Length > 0 && JsonNode.Parse(published) is JsonObject ports && ports[$"{number}"] is JsonValue port ? port.GetValue<int>() : null;
    }
}
