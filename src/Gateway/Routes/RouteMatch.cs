namespace ModelServing.Gateway.Routes;

/// <summary>The rule a request fell under.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Path">The path the backend sees.</param>
/// <param name="ByHost">Whether the host decided; the gateway's own pages give way only to such routes.</param>
internal readonly record struct RouteMatch(RouteRule Rule, string Path, bool ByHost);
