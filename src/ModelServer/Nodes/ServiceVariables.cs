using System.Globalization;
using k8s.Models;
using ModelServing.Kubernetes.Client;

namespace ModelServing.ModelServer.Nodes;

/// <summary>What a container's variables tell of the Services of its namespace, and of the API's own.</summary>
/// <remarks>
/// The names are Kubernetes'. The addresses are this machine's that lead there (<see cref="ServiceProxy"/>), where a cluster has the Service's own.
/// </remarks>
internal static class ServiceVariables
{
    private const string ApiNamespace = "default";
    private const string ApiService = "kubernetes";
    private const string Loopback = "127.0.0.1";

    public static async Task<Dictionary<string, string>> ResolveAsync(V1Pod pod, NodeServices node, CancellationToken cancellationToken)
    {
        var ns = pod.Metadata.NamespaceProperty;
        Dictionary<string, string> variables = [];
        if (await node.Cluster.FindAsync<V1Service>(ApiService, ApiNamespace, cancellationToken) is { } api)
        {
            Add(variables, api, node.Proxy);
        }

        // The API is told of always; a Service of the same name in the pod's own namespace does not take its place.
        var others = pod.Spec.EnableServiceLinks == false ? [] : (await node.Cluster.ListAsync<V1Service>(new ResourceQuery(ns), cancellationToken)).Items;
        foreach (var service in others.Where(service => service.Metadata.Name != ApiService).OrderBy(service => service.Metadata.Name, StringComparer.Ordinal))
        {
            Add(variables, service, node.Proxy);
        }

        return variables;
    }

    private static void Add(Dictionary<string, string> variables, V1Service service, ServiceProxy proxy)
    {
        if (service.Spec.ClusterIP is null or "" or "None" || service.Spec.Ports is not { Count: > 0 } ports)
        {
            return;
        }

        var prefix = Name(service.Metadata.Name);
        foreach (var port in ports)
        {
            var protocol = port.Protocol ?? "TCP";
            var isForwarded = protocol == "TCP";
            var host = isForwarded ? Loopback : service.Spec.ClusterIP;
            var number = Text(isForwarded ? proxy.PortOf(service.Metadata.NamespaceProperty, service.Metadata.Name, port.Name) : port.Port);
            var url = $"{protocol.ToLowerInvariant()}://{host}:{number}";
            if (port == ports[0])
            {
                variables[$"{prefix}_SERVICE_HOST"] = host;
                variables[$"{prefix}_SERVICE_PORT"] = number;
                variables[$"{prefix}_PORT"] = url;
            }

            if (port.Name is { Length: > 0 } name)
            {
                variables[$"{prefix}_SERVICE_PORT_{Name(name)}"] = number;
            }

            var link = $"{prefix}_PORT_{Text(port.Port)}_{protocol.ToUpperInvariant()}";
            variables[link] = url;
            variables[$"{link}_PROTO"] = protocol.ToLowerInvariant();
            variables[$"{link}_PORT"] = number;
            variables[$"{link}_ADDR"] = host;
        }
    }

    private static string Name(string name) => name.Replace('-', '_').ToUpperInvariant();

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
