using ModelServing.Gateway.Canary;
using ModelServing.Kubernetes.Istio;

namespace ModelServing.Gateway.Routes;

/// <summary>Compiles the cluster's objects into a route table. Pure, but for the endpoints it takes over from the table before.</summary>
internal static class RouteTableBuilder
{
    public const string InferenceServiceLabel = "serving.kserve.io/inferenceservice";

    /// <param name="snapshot">The cluster's objects.</param>
    /// <param name="previous">The table whose endpoints live on.</param>
    /// <param name="problems">What in the objects could not be used, in words.</param>
    public static RouteTable Build(ClusterSnapshot snapshot, RouteTable previous, out IReadOnlyList<string> problems)
    {
        var found = new List<string>();
        var routes = new RouteSet();
        var catalog = new BackendCatalog(snapshot, previous, routes.Backends, found);
        foreach (var service in snapshot.VirtualServices.OrderBy(service => service.Metadata.NamespaceProperty, StringComparer.Ordinal).ThenBy(service => service.Metadata.Name, StringComparer.Ordinal))
        {
            Add(service, routes, catalog, found);
        }

        ServiceHosts.Add(snapshot, catalog, routes);
        problems = found;
        return new(routes);
    }

    private static void Add(VirtualService service, RouteSet routes, BackendCatalog catalog, List<string> problems)
    {
        var inferenceService = service.Metadata.Labels is { } labels && labels.TryGetValue(InferenceServiceLabel, out var name)
            ? new InferenceServiceName(service.Metadata.NamespaceProperty, name)
            : null;
        var rules = new List<RouteRule>();
        foreach (var route in service.Spec?.Http ?? [])
        {
            try
            {
                rules.Add(Compile(route, service.Metadata.NamespaceProperty, inferenceService, catalog));
            }
            catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
            {
                problems.Add($"VirtualService {service.Metadata.NamespaceProperty}/{service.Metadata.Name}: rule {route.Name ?? rules.Count.ToString()} is left out: {exception.Message}");
            }
        }

        Publish(service.Spec?.Hosts ?? [], [.. rules], inferenceService, routes);
    }

    private static RouteRule Compile(HttpRoute route, string ns, InferenceServiceName? inferenceService, BackendCatalog catalog)
    {
        RouteCondition[] conditions = route.Match is { Count: > 0 } ? [.. route.Match.Select(Compile)] : [RouteCondition.Always];
        var destinations = (route.Route ?? [])
            .Where(destination => destination.Destination is not null)
            .Select(entry => (catalog.Get(BackendKey.Parse(entry.Destination?.Host ?? "", entry.Destination?.Port?.Number ?? 0, ns)), entry.Weight ?? 0));
        return new(conditions, route.Rewrite?.Uri, new WeightedSplit([.. destinations]), inferenceService);
    }

    private static RouteCondition Compile(HttpMatch match) => new(
        Compile(match.Uri, match.IgnoreUriCase ?? false),
        Compile(match.Method, false),
        [.. (match.Headers ?? new Dictionary<string, StringMatch>()).Select(header => new HeaderCondition(header.Key, Compile(header.Value, false)))]);

    private static StringCondition? Compile(StringMatch? match, bool ignoreCase) => match switch
    {
        { Exact: { } exact } => new(StringConditionKind.Exact, exact, ignoreCase),
        { Prefix: { } prefix } => new(StringConditionKind.Prefix, prefix, ignoreCase),
        { Regex: { } regex } => new(StringConditionKind.Regex, regex, ignoreCase),
        _ => null,
    };

    private static void Publish(IList<string> hosts, RouteRule[] rules, InferenceServiceName? inferenceService, RouteSet routes)
    {
        if (inferenceService is not null)
        {
            routes.DistinctInferenceServices++;
            routes.InferenceServices[$"{inferenceService.Name}.{inferenceService.Namespace}"] = rules;
            routes.InferenceServices[$"{inferenceService.Name}-predictor.{inferenceService.Namespace}"] = rules;
            routes.Prefixes.Add($"/serving/{inferenceService.Namespace}/{inferenceService.Name}/");
        }

        foreach (var host in hosts)
        {
            if (host == "*")
            {
                routes.AnyHost.AddRange(rules);
                routes.Prefixes.UnionWith(rules.SelectMany(rule => rule.Conditions).Select(condition => condition.Uri?.Value ?? "/"));
            }
            else if (host.StartsWith("*.", StringComparison.Ordinal))
            {
                Append(routes.Suffixes, host[1..], rules);
            }
            else
            {
                Append(routes.Hosts, host, rules);
            }
        }
    }

    private static void Append(Dictionary<string, RouteRule[]> byHost, string host, RouteRule[] rules) =>
        byHost[host] = byHost.TryGetValue(host, out var before) ? [.. before, .. rules] : rules;
}
