using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace ModelServing.Gateway.Routes;

/// <summary>Everything the request path knows, as one immutable value; a change in the cluster publishes another.</summary>
/// <remarks>
/// Order: exact host, <c>&lt;isvc&gt;.&lt;ns&gt;.</c> of any domain, host suffix, <c>/serving/&lt;ns&gt;/&lt;isvc&gt;/</c>, rules for any host
/// (longest prefix first), and at last, for bare model paths, the only InferenceService there is.
/// </remarks>
internal sealed class RouteTable
{
    private const string PathMode = "/serving/";

    private readonly FrozenDictionary<string, RouteRule[]>.AlternateLookup<ReadOnlySpan<char>> _hosts;
    private readonly FrozenDictionary<string, RouteRule[]>.AlternateLookup<ReadOnlySpan<char>> _inferenceServices;
    private readonly (string Suffix, RouteRule[] Routes)[] _suffixes;
    private readonly RouteRule[] _anyHost;
    private readonly RouteRule[]? _onlyInferenceService;

    public RouteTable(RouteSet routes)
    {
        _hosts = routes.Hosts.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();
        _inferenceServices = routes.InferenceServices.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();
        _suffixes = [.. routes.Suffixes.OrderByDescending(entry => entry.Key.Length).Select(entry => (entry.Key, entry.Value))];
        _anyHost = [.. routes.AnyHost.OrderByDescending(PrefixLength)];
        _onlyInferenceService = routes.DistinctInferenceServices == 1 ? routes.InferenceServices.First().Value : null;
        Backends = routes.Backends.ToFrozenDictionary();
        KnownHosts = [.. routes.Hosts.Keys.Except(routes.ServiceHosts).Concat(routes.Suffixes.Keys.Select(suffix => "*" + suffix)).Order(StringComparer.Ordinal)];
        KnownPrefixes = [.. routes.Prefixes.Order(StringComparer.Ordinal)];
    }

    public static RouteTable Empty { get; } = new(new RouteSet());

    public FrozenDictionary<BackendKey, Backend> Backends { get; }

    /// <summary>Gets the hosts and prefixes for people who missed them all.</summary>
    public string[] KnownHosts { get; }

    public string[] KnownPrefixes { get; }

    public bool TryMatch(HttpRequest request, out RouteMatch match)
    {
        var path = request.Path.Value ?? "/";
        var host = request.Host.Host.AsSpan();
        if ((_hosts.TryGetValue(host, out var routes) && TryMatch(routes, request, path, true, out match))
            || (TryFindInferenceService(host, out routes) && TryMatch(routes, request, path, true, out match)))
        {
            return true;
        }

        foreach (var (suffix, suffixRoutes) in _suffixes)
        {
            if (host.EndsWith(suffix, StringComparison.OrdinalIgnoreCase) && TryMatch(suffixRoutes, request, path, true, out match))
            {
                return true;
            }
        }

        return TryMatchPathMode(request, path, out match)
            || TryMatch(_anyHost, request, path, false, out match)
            || TryMatchOnlyInferenceService(request, path, out match);
    }

    /// <summary>Finds the rule for any host whose prefix is exactly this one.</summary>
    public RouteRule? FindPrefix(string prefix)
    {
        foreach (var rule in _anyHost)
        {
            foreach (var condition in rule.Conditions)
            {
                if (condition.Uri is { Kind: StringConditionKind.Prefix } uri && uri.Value == prefix)
                {
                    return rule;
                }
            }
        }

        return null;
    }

    private static bool TryMatch(RouteRule[] routes, HttpRequest request, string path, bool byHost, out RouteMatch match)
    {
        foreach (var route in routes)
        {
            if (route.TryMatch(request, path, out var rewritten))
            {
                match = new(route, rewritten, byHost);
                return true;
            }
        }

        match = default;
        return false;
    }

    private static int PrefixLength(RouteRule route) => route.Conditions.Max(condition => condition.Uri?.Value.Length ?? 0);

    private bool TryFindInferenceService(ReadOnlySpan<char> host, [NotNullWhen(true)] out RouteRule[]? routes)
    {
        var first = host.IndexOf('.');
        var second = first < 0 ? -1 : host[(first + 1)..].IndexOf('.');
        routes = null;
        return second > 0 && _inferenceServices.TryGetValue(host[..(first + 1 + second)], out routes);
    }

    private bool TryMatchPathMode(HttpRequest request, string path, out RouteMatch match)
    {
        match = default;
        if (!path.StartsWith(PathMode, StringComparison.Ordinal))
        {
            return false;
        }

        var rest = path.AsSpan(PathMode.Length);
        var slash = rest.IndexOf('/');
        var end = slash < 0 ? -1 : rest[(slash + 1)..].IndexOf('/');
        if (slash <= 0 || end <= 0)
        {
            return false;
        }

        // The key is "<isvc>.<ns>"; the path has them the other way round.
        var name = $"{rest.Slice(slash + 1, end)}.{rest[..slash]}";
        return _inferenceServices.TryGetValue(name, out var routes)
            && TryMatch(routes, request, path[(PathMode.Length + slash + 1 + end)..], true, out match);
    }

    private bool TryMatchOnlyInferenceService(HttpRequest request, string path, out RouteMatch match)
    {
        match = default;
        return _onlyInferenceService is not null
            && (path.StartsWith("/v1/models/", StringComparison.Ordinal) || path.StartsWith("/v2/models/", StringComparison.Ordinal))
            && TryMatch(_onlyInferenceService, request, path, false, out match);
    }
}
