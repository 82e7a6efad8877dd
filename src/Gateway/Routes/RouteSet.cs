namespace ModelServing.Gateway.Routes;

/// <summary>What a <see cref="RouteTable"/> is made of, while it is being made.</summary>
internal sealed class RouteSet
{
    public Dictionary<string, RouteRule[]> Hosts { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Gets those of the hosts that are Services' own names: there are too many of them to list.</summary>
    public HashSet<string> ServiceHosts { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Gets the rules of InferenceServices by <c>&lt;isvc&gt;.&lt;ns&gt;</c>; component names (<c>-predictor</c>) are aliases.</summary>
    public Dictionary<string, RouteRule[]> InferenceServices { get; } = new(StringComparer.OrdinalIgnoreCase);

    public int DistinctInferenceServices { get; set; }

    /// <summary>Gets the rules of wildcard hosts by suffix, with its leading dot.</summary>
    public Dictionary<string, RouteRule[]> Suffixes { get; } = new(StringComparer.OrdinalIgnoreCase);

    public List<RouteRule> AnyHost { get; } = [];

    public SortedSet<string> Prefixes { get; } = new(StringComparer.Ordinal);

    public Dictionary<BackendKey, Backend> Backends { get; } = [];
}
