using k8s.Models;
using ModelServing.Gateway.Canary;

namespace ModelServing.Gateway.Routes;

/// <summary>Lets Services be reached by the names that they have inside a cluster; the hosts of VirtualServices and InferenceServices come first.</summary>
/// <remarks><c>host = service "." namespace [ ".svc.cluster.local" ]</c>; the gateway's port stands for the first of the Service's that speaks HTTP.</remarks>
internal static class ServiceHosts
{
    private static readonly string[] Suffixes = ["", ".svc.cluster.local"];

    public static void Add(ClusterSnapshot snapshot, BackendCatalog catalog, RouteSet routes)
    {
        foreach (var service in snapshot.Services)
        {
            var name = $"{service.Metadata.Name}.{service.Metadata.NamespaceProperty}";
            if (routes.InferenceServices.ContainsKey(name) || HttpPort(service) is not { } port)
            {
                continue;
            }

            var backend = catalog.Get(new BackendKey(service.Metadata.NamespaceProperty, service.Metadata.Name, port));
            foreach (var suffix in Suffixes)
            {
                if (routes.Hosts.TryAdd(name + suffix, [new RouteRule([RouteCondition.Always], null, new WeightedSplit([(backend, 100)]), null)]))
                {
                    routes.ServiceHosts.Add(name + suffix);
                }
            }
        }
    }

    private static int? HttpPort(V1Service service)
    {
        // What speaks TLS, as the API does behind the Service kubernetes, is not for this listener.
        var ports = (service.Spec?.Ports ?? []).Where(port => port.Name?.StartsWith("https", StringComparison.Ordinal) != true).ToList();
        return (ports.FirstOrDefault(port => port.Name is { } name && (name.StartsWith("http", StringComparison.Ordinal) || name.StartsWith("rest", StringComparison.Ordinal)))
            ?? ports.FirstOrDefault(port => !BackendCatalog.IsGrpc(port.Name)))?.Port;
    }
}
