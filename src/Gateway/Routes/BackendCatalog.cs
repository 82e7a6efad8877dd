using k8s.Models;
using ModelServing.Gateway.Graphs;

namespace ModelServing.Gateway.Routes;

/// <summary>Makes the backends of a snapshot: one for each port of each Service, with the ready endpoints of its slices.</summary>
internal sealed class BackendCatalog
{
    private const string ServiceNameLabel = "kubernetes.io/service-name";

    private readonly Dictionary<BackendKey, Backend> _backends;
    private readonly Dictionary<string, V1Service> _services = [];
    private readonly ILookup<string, V1EndpointSlice> _slices;
    private readonly Dictionary<(string Host, int Port), BackendEndpoint> _known = [];
    private readonly List<string> _problems;

    public BackendCatalog(ClusterSnapshot snapshot, RouteTable previous, Dictionary<BackendKey, Backend> backends, List<string> problems)
    {
        (_backends, _problems) = (backends, problems);
        foreach (var endpoint in previous.Backends.Values.SelectMany(backend => backend.Endpoints))
        {
            _known[(endpoint.Host, endpoint.Port)] = endpoint;
        }

        _slices = snapshot.EndpointSlices
            .Where(slice => slice.Metadata.Labels?.ContainsKey(ServiceNameLabel) == true)
            .ToLookup(slice => $"{slice.Metadata.NamespaceProperty}/{slice.Metadata.Labels[ServiceNameLabel]}");
        foreach (var service in snapshot.Services)
        {
            _services[$"{service.Metadata.NamespaceProperty}/{service.Metadata.Name}"] = service;
        }
    }

    /// <summary>Finds or makes the backend; a destination nobody serves is a backend without endpoints.</summary>
    public Backend Get(BackendKey key)
    {
        var name = $"{key.Namespace}/{key.Service}";
        _services.TryGetValue(name, out var service);
        if (key.Port == 0)
        {
            // A destination may leave the port out when the Service has only one.
            key = key with { Port = service?.Spec?.Ports is [var only, ..] ? only.Port : 80 };
        }

        if (_backends.TryGetValue(key, out var found))
        {
            return found;
        }

        var port = service?.Spec?.Ports?.FirstOrDefault(candidate => candidate.Port == key.Port);
        var grpc = service?.Spec?.Ports?.FirstOrDefault(candidate => candidate.Port != key.Port && IsGrpc(candidate.Name));
        var backend = new Backend(key, port is null ? [] : Endpoints(name, port))
        {
            Grpc = grpc is null ? null : new Backend(key with { Port = grpc.Port }, Endpoints(name, grpc)),
            Predictor = Predictor(service),
        };
        _backends[key] = backend;
        return backend;
    }

    public static bool IsGrpc(string? portName) =>
        portName is not null && (portName.StartsWith("grpc", StringComparison.Ordinal) || portName.StartsWith("h2c", StringComparison.Ordinal));

    private Predictor? Predictor(V1Service? service)
    {
        if (service?.Metadata.Annotations is null || !service.Metadata.Annotations.TryGetValue(PredictorParser.Annotation, out var json))
        {
            return null;
        }

        if (!PredictorParser.TryParse(json, Get, out var predictor, out var error))
        {
            _problems.Add($"Service {service.Metadata.NamespaceProperty}/{service.Metadata.Name}: annotation {PredictorParser.Annotation} cannot be read: {error}");
        }

        return predictor;
    }

    private BackendEndpoint[] Endpoints(string service, V1ServicePort port) =>
        [.. _slices[service].SelectMany(slice => Endpoints(slice, port)).Distinct().Select(Reuse)];

    private static IEnumerable<(string Host, int Port)> Endpoints(V1EndpointSlice slice, V1ServicePort port)
    {
        var number = (slice.Ports?.FirstOrDefault(candidate => (candidate.Name ?? "") == (port.Name ?? "")) ?? (slice.Ports is [var only] ? only : null))?.Port;
        return number is null
            ? []
            : (slice.Endpoints ?? [])
                .Where(endpoint => endpoint.Conditions?.Ready != false)
                .SelectMany(endpoint => endpoint.Addresses ?? [])
                .Select(address => (address, number.Value));
    }

    private BackendEndpoint Reuse((string Host, int Port) address)
    {
        if (!_known.TryGetValue(address, out var endpoint))
        {
            _known[address] = endpoint = new(address.Host, address.Port);
        }

        return endpoint;
    }
}
