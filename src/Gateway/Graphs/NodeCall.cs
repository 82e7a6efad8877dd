namespace ModelServing.Gateway.Graphs;

/// <summary>What every call to a node of one request has in common.</summary>
/// <param name="Headers">The client's headers; all but those of the hop and of the payload travel on.</param>
/// <param name="Puid">The request's id.</param>
/// <param name="Timeout">The limit of one call, if any.</param>
internal sealed record NodeCall(IHeaderDictionary Headers, string Puid, TimeSpan? Timeout);
