using k8s.Models;
using ModelServing.ControlPlane.Reconciliation;
using ModelServing.Kubernetes.Istio;
using ModelServing.Kubernetes.Knative;
using ModelServing.Kubernetes.KServe;

namespace ModelServing.ControlPlane.KServe;

/// <summary>Describes the routes from a service's hosts to its revisions.</summary>
internal static class InferenceServiceRoutes
{
    private const int Port = 80;

    public static VirtualService Describe(InferenceService service, IEnumerable<TrafficTarget> traffic)
    {
        var (name, ns) = (service.Metadata.Name, service.Metadata.NamespaceProperty);
        return new VirtualService
        {
            Metadata = new V1ObjectMeta
            {
                Name = name,
                NamespaceProperty = ns,
                Labels = new Dictionary<string, string> { [KServeNames.ServiceLabel] = name },
                OwnerReferences = [Resources.ControlledBy(service)],
            },
            Spec = new VirtualServiceSpec
            {
                Hosts = [.. Hosts(name, ns), .. Hosts(KServeNames.Predictor(name), ns)],
                Gateways = ["knative-serving/knative-ingress-gateway", "knative-serving/knative-local-gateway"],
                Http = [new HttpRoute { Name = "predictor", Route = [.. Shares(traffic).Select(share => Route(share, ns))] }],
            },
        };
    }

    /// <summary>The revisions with a share, each once.</summary>
    public static IEnumerable<(string Revision, int Percent)> Shares(IEnumerable<TrafficTarget> traffic) =>
        from target in traffic
        group target.Percent ?? 0 by target.RevisionName into shares
        where shares.Sum() > 0
        select (shares.Key, (int)shares.Sum());

    /// <summary>The revisions a virtual service sends requests to.</summary>
    public static IEnumerable<string> Revisions(VirtualService? routes) =>
        from http in routes?.Spec?.Http ?? []
        from route in http.Route ?? []
        where route.Weight is not 0
        select route.Destination?.Host.Split('.')[0] ?? string.Empty;

    private static string[] Hosts(string name, string ns) =>
        [$"{name}.{ns}", $"{name}.{ns}.svc", KServeNames.ClusterHost(name, ns), $"{name}.{ns}.{KServeNames.Domain}"];

    private static HttpRouteDestination Route((string Revision, int Percent) share, string ns) => new()
    {
        Destination = new Destination { Host = KServeNames.ClusterHost(share.Revision, ns), Port = new PortSelector { Number = Port } },
        Weight = share.Percent,
    };
}
