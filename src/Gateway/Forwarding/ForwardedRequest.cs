using ModelServing.Gateway.Routes;

namespace ModelServing.Gateway.Forwarding;

/// <summary>What the transformer must know about the request it is given; travels as a feature.</summary>
internal sealed record ForwardedRequest(RouteMatch Match, Backend Backend);
