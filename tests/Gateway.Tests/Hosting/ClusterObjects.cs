using k8s.Models;
using ModelServing.Gateway.Graphs;
using ModelServing.Gateway.Routes;
using ModelServing.Kubernetes.Istio;

namespace ModelServing.Gateway.Tests.Hosting;

/// <summary>The objects the control plane writes, in the shape it writes them.</summary>
internal sealed class ClusterObjects
{
    public const string Namespace = "model-serving";

    private readonly List<VirtualService> _virtualServices = [];
    private readonly List<V1Service> _services = [];
    private readonly List<V1EndpointSlice> _slices = [];

    public ClusterSnapshot Snapshot => new([.. _virtualServices], [.. _services], [.. _slices]);

    public ClusterObjects Service(string name, int port, params int[] endpoints)
    {
        _services.Add(new() { Metadata = Meta(name), Spec = new() { Ports = [new() { Name = "http1", Port = port }] } });
        for (var i = 0; i < endpoints.Length; i++)
        {
            _slices.Add(Slice(name, i, endpoints[i], true));
        }

        return this;
    }

    public ClusterObjects NotReady(string service, int port)
    {
        _slices.Add(Slice(service, 99, port, false));
        return this;
    }

    public ClusterObjects InferenceService(string name, params (string Revision, int Weight)[] routes)
    {
        var service = VirtualService(name, [$"{name}.{Namespace}", $"{name}.{Namespace}.svc", $"{name}.{Namespace}.svc.cluster.local", $"{name}.{Namespace}.example.com"],
            new HttpRoute { Route = [.. routes.Select(route => To(route.Revision, 80, route.Weight))] });
        service.Metadata.Labels = new Dictionary<string, string> { [RouteTableBuilder.InferenceServiceLabel] = name };
        return this;
    }

    public ClusterObjects SeldonDeployment(string name, params (string Predictor, int Weight)[] predictors)
    {
        VirtualService(name + "-http", ["*"], new HttpRoute
        {
            Match = [new() { Uri = new() { Prefix = $"/seldon/{Namespace}/{name}/" } }],
            Rewrite = new() { Uri = "/" },
            Route = [.. predictors.Select(predictor => To($"{name}-{predictor.Predictor}", 8000, predictor.Weight))],
        });
        return this;
    }

    public ClusterObjects Predictor(string deployment, string predictor, string protocol, string graph, string annotations = "{}")
    {
        Service($"{deployment}-{predictor}", 8000);
        _services[^1].Metadata.Annotations = new Dictionary<string, string>
        {
            [PredictorParser.Annotation] =
                $$"""{"deployment":"{{deployment}}","namespace":"{{Namespace}}","predictor":"{{predictor}}","protocol":"{{protocol}}","annotations":{{annotations}},"graph":{{graph}}}""",
        };
        return this;
    }

    public VirtualService VirtualService(string name, string[] hosts, params HttpRoute[] routes)
    {
        var service = new VirtualService { Metadata = Meta(name), Spec = new() { Hosts = [.. hosts], Http = [.. routes] } };
        _virtualServices.Add(service);
        return service;
    }

    public static HttpRouteDestination To(string service, int port, int? weight = null) => new()
    {
        Destination = new() { Host = $"{service}.{Namespace}.svc.cluster.local", Port = new() { Number = port } },
        Weight = weight,
    };

    private static V1EndpointSlice Slice(string service, int index, int port, bool ready)
    {
        var slice = new V1EndpointSlice
        {
            Metadata = Meta($"{service}-{index}"),
            AddressType = "IPv4",
            Endpoints = [new() { Addresses = ["127.0.0.1"], Conditions = new() { Ready = ready } }],
            Ports = [new() { Name = "http1", Port = port, Protocol = "TCP" }],
        };
        slice.Metadata.Labels = new Dictionary<string, string> { ["kubernetes.io/service-name"] = service };
        return slice;
    }

    private static V1ObjectMeta Meta(string name) => new() { Name = name, NamespaceProperty = Namespace };
}
